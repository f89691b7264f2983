/* SPDX-License-Identifier: MIT */
/* A grammar to make a parser of. */
%token NUMBER
%left '+' '-'
%left '*' '/'
%right UMINUS
%%
lines: | lines expression '\n' ;
expression: NUMBER
	| expression '+' expression { $$ = $1 + $3; }
	| expression '-' expression { $$ = $1 - $3; }
	| expression '*' expression { $$ = $1 * $3; }
	| expression '/' expression { $$ = $1 / $3; }
	| '-' expression %prec UMINUS { $$ = -$2; }
	| '(' expression ')' { $$ = $2; }
	;
