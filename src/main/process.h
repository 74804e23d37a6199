/*
 * main/process.h - what a child process is before it does its work.
 */
#ifndef DDOPA_MAIN_PROCESS_H
#define DDOPA_MAIN_PROCESS_H

#include <sys/types.h>

/* Standard descriptors that are closed are opened on /dev/null, so that no file or socket
 * is ever written to as if it were one of them; using them fails as before. */
void process_fill_standard(void);

/* In the face, right after fork: all signals as they were for the parent before it blocked
 * them, death with the parent. Ends the process when the parent is dead already. */
void process_become_face(pid_t parent);

/* In a helper: no terminal (a session of its own), nothing open but fd, which becomes
 * descriptor 3 and is returned, and *second (-1: none), which becomes 4; standard input and
 * output are /dev/null, standard error too where it is a terminal, which belongs to the face.
 * Killed with the parent. */
int process_become_helper(pid_t parent, int fd, int *second);

#endif
