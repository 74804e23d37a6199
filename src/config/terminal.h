/*
 * config/terminal.h - ddopa.conf: the settings of a counter.
 */
#ifndef DDOPA_CONFIG_TERMINAL_H
#define DDOPA_CONFIG_TERMINAL_H

#include "config/config.h"

#define CONFIG_PATH_MAX 512

struct terminal_config {
	/* [terminal] */
	bool training;	       /* marks screens and evidence; centre must agree */
	char language[4];      /* "th", "en" */
	char office_name[200]; /* shown until the centre has told it */
	/* [centre] */
	char url[256];		   /* https://host:port, terminals' listener */
	char ca[CONFIG_PATH_MAX];  /* PEM bundle, the only trust anchor */
	char crl[CONFIG_PATH_MAX]; /* PEM, what the authorities have revoked; "": is not asked */
	char certificate[CONFIG_PATH_MAX];
	char key[CONFIG_PATH_MAX];
	long connect_timeout; /* seconds */
	long timeout;	      /* seconds, for a call that is no long-poll */
	long poll_wait;	      /* seconds a long-poll asks the centre to wait */
	/* [reader] */
	char reader_name[128]; /* part of the reader's name; "" any with a Thai card */
	char reader_socket[CONFIG_PATH_MAX]; /* PCSCLITE_CSOCK_NAME; "" the system's */
	/* [moc] */
	char moc_driver[16];		   /* "auto", "iso", "program" */
	char moc_program[CONFIG_PATH_MAX]; /* a vendor's; "": none */
	long moc_limit;			   /* seconds for an answer of it */
	/* [sensor] */
	char sensor_type[16];		   /* "none", "libfprint", "program", "file" */
	char sensor_path[CONFIG_PATH_MAX]; /* template file or directory, or the program */
	char sensor_device[256];	   /* libfprint's DRIVER[/ID], virtual:SOCKET */
	long sensor_timeout;		   /* seconds to wait for a finger */
	/* [screen] */
	char screen_graphics[8]; /* the photo: "off" (symbols), "sixel", "kitty" */
	/* minutes without a key; blank <= warn <= logout */
	long screen_blank;  /* the screen locks itself */
	long screen_warn;   /* it says when the officer will be logged out */
	long screen_logout; /* it logs out */
	/* [state] */
	char state_directory[CONFIG_PATH_MAX]; /* "" : $XDG_STATE_HOME/ddopa */
};

extern const struct config_row terminal_config_rows[];

#define TERMINAL_CONFIG_FILE SYSCONFDIR "/ddopa/ddopa.conf"

/* Reads file (NULL: TERMINAL_CONFIG_FILE), checks owner and sense (training only with a
 * file not root's; host of the url; readable key of mode 0600; a match-on-card program owned
 * as the file must be). PROBLEM_CERTIFICATE_MISSING comes last: all else is read and good. */
bool terminal_config_load(struct terminal_config *c, const char *file, struct error *err);

#endif
