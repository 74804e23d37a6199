/* counter/number.h - numbers as officers read them. */
#ifndef DDOPA_COUNTER_NUMBER_H
#define DDOPA_COUNTER_NUMBER_H

#define NUMBER_SIZE 32

/* "61,204" */
void number_format(char out[NUMBER_SIZE], long number);

#endif
