/* A copy of an embedded store beside a running centre, with its keys. */
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "admin/admin.h"
#include "base/buf.h"
#include "base/secret.h"

#define KEYS_MAX 65536

struct paths {
	struct buf keys, to_keys; /* texts */
};

static bool name_paths(const struct admin *a, struct paths *p, struct error *err)
{
	const char *keys = a->value[OPT_KEYS];
	buf_printf(&p->keys, "%s%s", keys ? keys : a->value[OPT_STORE], keys ? "" : ".keys");
	buf_printf(&p->to_keys, "%s.keys", a->operands[0]);
	return (buf_ok(&p->keys) && buf_ok(&p->to_keys)) ||
	       error_set(err, PROBLEM_MEMORY, "backup");
}

static bool write_all(int fd, const uint8_t *data, size_t len)
{
	while (len > 0) {
		ssize_t n = write(fd, data, len);
		if (n < 0 && errno != EINTR)
			return false;
		if (n > 0) {
			data += n;
			len -= (size_t)n;
		}
	}
	return fsync(fd) == 0;
}

static bool write_copy(const char *to, const uint8_t *data, size_t len, struct error *err)
{
	int fd = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return error_errno(err, PROBLEM_CANNOT_CREATE, errno, to);
	bool ok = write_all(fd, data, len) || error_errno(err, PROBLEM_IO, errno, to);
	close(fd);
	if (!ok)
		unlink(to);
	return ok;
}

static bool copy_keys(const char *from, const char *to, struct error *err)
{
	uint8_t *data = secret_alloc(KEYS_MAX);
	int fd = open(from, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd >= 0 && data ? read(fd, data, KEYS_MAX) : -1;
	bool ok = n > 0 && n < KEYS_MAX ? write_copy(to, data, (size_t)n, err)
					: error_errno(err, PROBLEM_IO, errno, from);
	if (fd >= 0)
		close(fd);
	secret_free(data, KEYS_MAX);
	return ok;
}

/* Its entry in the directory too is there after a power cut. */
static bool sync_directory(const char *path, struct error *err)
{
	struct buf copy = BUF_INIT;
	buf_printf(&copy, "%s", path);
	int fd = buf_ok(&copy) ? open(dirname((char *)copy.data), O_RDONLY | O_CLOEXEC) : -1;
	bool ok = (fd >= 0 && fsync(fd) == 0) || error_errno(err, PROBLEM_IO, errno, path);
	if (fd >= 0)
		close(fd);
	buf_free(&copy);
	return ok;
}

static bool copy_both(struct admin *a, const struct paths *p, struct error *err)
{
	const char *to = a->operands[0];
	if (!store_backup(a->store, to, err))
		return false;
	if (copy_keys((const char *)p->keys.data, (const char *)p->to_keys.data, err) &&
	    sync_directory(to, err))
		return true;
	unlink(to);
	return false;
}

/* The record stands in the copy as well: whoever restores it sees when it was made. */
bool backup_make(struct admin *a, int *status, struct error *err)
{
	struct paths p = {BUF_INIT, BUF_INIT};
	(void)status;
	bool ok = name_paths(a, &p, err) && admin_begin(a, err) &&
		  admin_record(a, "backup.make", "", "", err) && admin_commit(a, err) &&
		  copy_both(a, &p, err);
	buf_free(&p.keys);
	buf_free(&p.to_keys);
	return ok;
}
