#include "centrald/schema.h"

/* C17 has no way to take a file's text in; the assembler has. SCHEMA_SQL, MIGRATIONS_SQL:
 * the paths. */
#define TEXT_OF(NAME, PATH)                                                                        \
	__asm__(".pushsection .rodata\n"                                                           \
		".globl " NAME "\n" NAME ":\n"                                                     \
		".incbin \"" PATH "\"\n"                                                           \
		".byte 0\n"                                                                        \
		".popsection\n")

TEXT_OF("schema_text", SCHEMA_SQL);
TEXT_OF("migrations_text", MIGRATIONS_SQL);
