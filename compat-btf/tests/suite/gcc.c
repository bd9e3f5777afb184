/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/*
 * Structs that are easily read wrong. Each begins on a line of its own.
 * Arrays of arrays are square: GCC 12 writes their lengths in reverse (PR debug/114186).
 */
typedef _Bool bool;
typedef unsigned long size_type;
typedef long long loff_t;
typedef unsigned char uuid_bytes[16];
typedef int (*callback_t)(int, void *);
enum direction { TO_DEVICE, FROM_DEVICE };
enum negative { MINUS = -1, NONE };
enum upper { UPPER = 0x80000000u };
enum wide { WIDE = 0x100000000ll };
enum small { SMALL } __attribute__((packed));
struct dev;

struct natural { char a; long b; short c; int d; bool e; };
struct packed { char a; long b; short c; } __attribute__((packed));
struct packed_aligned { char a; long b; } __attribute__((packed, aligned(4)));
struct packed_member { char a; int b __attribute__((packed)); char c; };
struct aligned { int a; char b; } __attribute__((aligned(64)));
struct line { char a; int b __attribute__((aligned(32))); char c; };
struct empty_inside { int a; struct { } nothing; int b; };
struct bits { unsigned a : 3; unsigned b : 30; char c; int d : 9; unsigned long e : 40; unsigned long f : 30; };
struct bits_packed { unsigned a : 3; unsigned b : 30; char c; int d : 9; } __attribute__((packed));
struct bits_of_bytes { unsigned char a : 4, b : 4, c : 6, d : 3; };
struct bits_of_enums { enum direction a : 1; bool b : 1; enum negative c : 4; size_type d : 33; };
struct zero_width { unsigned a : 3; unsigned : 0; unsigned b : 3; };
struct unnamed_bits { unsigned a : 3; unsigned : 20; unsigned b : 3; int : 32; unsigned long : 64; };
struct enums { enum direction a; enum negative b; enum small c; enum upper d; enum wide e; enum direction *f; };
struct unnamed { int a; union { long b; struct { char c; short d; }; struct natural e; }; struct { int f; } g; };
struct by_value { struct packed a; char b; struct natural c; struct packed d[3]; union { int x; char y; } e[2]; };
struct arrays { int a[3]; char b[5][5]; const unsigned char c[4]; int (*d[2])(int); int (*e)[4]; uuid_bytes f; const uuid_bytes g; char h[]; };
struct pointers { const char *const a; char *volatile *b; const volatile void *c; struct dev **d; char *const *restrict e; volatile int f; const struct dev *g; };
struct functions {
	void (*none)(void);
	int (*variadic)(const char *, ...);
	void (*halt)(int) __attribute__((noreturn));
	struct natural (*value)(struct natural, struct packed);
	bool (*flag)(bool, enum direction, loff_t, size_type *);
	int (*deep)(int (*)(int (*)(void)), void (*)(void *), char *[]);
	int (*(*returns)(int))(long);
	callback_t plain;
	const callback_t constant;
};
struct integers { char a; signed char b; unsigned char c; short d; unsigned short e; int f; unsigned g; long h; unsigned long i; long long j; unsigned long long k; __int128 l; };
struct floats { float a; double b; long double c; };
