#include "centrald/schema.h"

/* C17 has no way to take a file's text in; the assembler has. SCHEMA_SQL: its path. */
__asm__(".pushsection .rodata\n"
	".globl schema_text\n"
	"schema_text:\n"
	".incbin \"" SCHEMA_SQL "\"\n"
	".byte 0\n"
	".popsection\n");
