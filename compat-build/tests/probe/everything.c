/* SPDX-License-Identifier: MIT OR GPL-2.0-only
 *
 * All that members of structs can be, for compilers to describe.
 */
struct incomplete;
union incomplete_union;
enum small { MINUS = -1, ZERO, TWO_HUNDRED = 200 };
enum plain { NONE, ALL = 0xffffffff };
enum wide { WIDE = 0x100000000 };
enum wide_negative { LOW = -0x100000000, HIGH = 0x100000000 };
enum bytes { BYTE = 255 } __attribute__((packed));
typedef _Bool bool;
typedef unsigned long size;
typedef size offset;
typedef struct { int a; long b; } unnamed;
typedef int callback(struct incomplete *, const void *, ...);
typedef void (*handler)(int);

struct inner { short s; char c; } __attribute__((packed));
struct aligned { int a; } __attribute__((aligned(64)));
union both { int i; double d; };
struct node { struct node *next; const struct node *const volatile *array[2]; };

struct everything {
	char plain_char;
	signed char signed_char;
	unsigned char unsigned_char;
	short a_short;
	unsigned short an_unsigned_short;
	int an_int;
	unsigned an_unsigned;
	long a_long;
	unsigned long an_unsigned_long;
	long long a_long_long;
	unsigned long long an_unsigned_long_long;
	float a_float;
	double a_double;
	bool a_bool;
	_Bool a_Bool;
	size a_size;
	offset an_offset;
	const char *name;
	const char *const volatile *names;
	volatile int counter;
	void *data;
	const void *constant;
	int *restrict restricted;
	unsigned flag : 1;
	unsigned more : 7;
	int sign : 3;
	unsigned long long large : 40;
	_Bool bit : 1;
	unsigned : 0;
	unsigned char low : 4;
	unsigned char high : 4;
	enum small small : 9;
	enum small small_enum;
	enum plain plain_enum;
	enum wide wide_enum;
	enum wide_negative wide_negative_enum;
	enum bytes bytes_enum;
	enum plain *enum_pointer;
	unnamed value;
	unnamed *pointer;
	struct inner inner;
	struct aligned aligned;
	union both both;
	struct node node;
	struct incomplete *incomplete;
	union incomplete_union *incomplete_union;
	union {
		int first;
		struct {
			short second;
			short third;
			unsigned nested_low : 4;
			unsigned nested_high : 28;
		};
	};
	struct { int x, y; } point;
	int array[3];
	int matrix[3][4];
	struct inner table[2][3][5];
	const char *strings[4];
	const int constants[2];
	char empty[0];
	int (*simple)(void);
	int (*attach)(struct incomplete *, struct everything *, enum plain, bool, unnamed);
	int (*variadic)(const char *, ...);
	void (*nothing)(void);
	const struct node *(*returns)(const char *restrict, int [], callback *);
	handler (*nested)(int (*)(struct inner, union both), handler *);
	callback *callback;
	const handler handlers[2];
	int (*(*deep)(int))(char);
	void (*over)(int (*(*)[4])(void));
	int tail[];
};

struct never {
	void (*leave)(int) __attribute__((noreturn));
	void (*come_back)(int);
};

struct none {};

struct everything *everything;
struct never *never;
struct none *none;
struct incomplete *incomplete;
