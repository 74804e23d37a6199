#include "centrald/hasher.h"

#include <errno.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/secret.h"

#define SCRYPT_N      (1 << 15)
#define SCRYPT_R      8
#define SCRYPT_P      1
#define SCRYPT_MEMORY (64L << 20)
#define QUEUE_MAX     64

TAILQ_HEAD(job_list, hash_job);

struct hasher {
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t wake;
	struct job_list waiting, done;
	size_t count;
	bool stop;
	int fd;
};

bool pin_scrypt(uint8_t out[PIN_HASH_SIZE], const char *pin, const uint8_t salt[PIN_SALT_SIZE])
{
	return EVP_PBE_scrypt(pin, strlen(pin), salt, PIN_SALT_SIZE, SCRYPT_N, SCRYPT_R, SCRYPT_P,
		   SCRYPT_MEMORY, out, PIN_HASH_SIZE) == 1;
}

struct hash_job *hash_job_new(void)
{
	return secret_alloc(sizeof(struct hash_job));
}

void hash_job_free(struct hash_job *job)
{
	secret_free(job, sizeof *job);
}

static void compute(struct hash_job *job)
{
	uint8_t hash[PIN_HASH_SIZE];
	job->match = pin_scrypt(hash, job->pin, job->salt) &&
		     CRYPTO_memcmp(hash, job->expected, sizeof hash) == 0 && job->known;
	if (job->match && job->renew)
		job->match = pin_scrypt(job->fresh_hash, job->fresh, job->fresh_salt);
	secret_wipe(hash, sizeof hash);
}

static struct hash_job *next_job(struct hasher *h)
{
	struct hash_job *job = NULL;
	pthread_mutex_lock(&h->lock);
	while (!h->stop && TAILQ_EMPTY(&h->waiting))
		pthread_cond_wait(&h->wake, &h->lock);
	if (!h->stop) {
		job = TAILQ_FIRST(&h->waiting);
		TAILQ_REMOVE(&h->waiting, job, link);
	}
	pthread_mutex_unlock(&h->lock);
	return job;
}

static void *work(void *arg)
{
	struct hasher *h = arg;
	struct hash_job *job;
	while ((job = next_job(h))) {
		compute(job);
		pthread_mutex_lock(&h->lock);
		TAILQ_INSERT_TAIL(&h->done, job, link);
		pthread_mutex_unlock(&h->lock);
		uint64_t one = 1;
		while (write(h->fd, &one, sizeof one) < 0 && errno == EINTR)
			continue;
	}
	return NULL;
}

/* The thread takes no signals: they are the loop's. */
static bool start_thread(struct hasher *h)
{
	sigset_t all, old;
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	bool ok = pthread_create(&h->thread, NULL, work, h) == 0;
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	return ok;
}

struct hasher *hasher_new(struct error *err)
{
	struct hasher *h = calloc(1, sizeof *h);
	if (!h) {
		error_set(err, PROBLEM_MEMORY, "hasher");
		return NULL;
	}
	TAILQ_INIT(&h->waiting);
	TAILQ_INIT(&h->done);
	pthread_mutex_init(&h->lock, NULL);
	pthread_cond_init(&h->wake, NULL);
	h->fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	if (h->fd >= 0 && start_thread(h))
		return h;
	error_errno(err, PROBLEM_SYSTEM, errno, "hasher");
	if (h->fd >= 0)
		close(h->fd);
	free(h);
	return NULL;
}

static void free_jobs(struct job_list *list)
{
	struct hash_job *job;
	while ((job = TAILQ_FIRST(list))) {
		TAILQ_REMOVE(list, job, link);
		hash_job_free(job);
	}
}

void hasher_free(struct hasher *h)
{
	if (!h)
		return;
	pthread_mutex_lock(&h->lock);
	h->stop = true;
	pthread_cond_signal(&h->wake);
	pthread_mutex_unlock(&h->lock);
	pthread_join(h->thread, NULL);
	free_jobs(&h->waiting);
	free_jobs(&h->done);
	pthread_cond_destroy(&h->wake);
	pthread_mutex_destroy(&h->lock);
	close(h->fd);
	free(h);
}

int hasher_fd(const struct hasher *h)
{
	return h->fd;
}

bool hasher_submit(struct hasher *h, struct hash_job *job)
{
	pthread_mutex_lock(&h->lock);
	bool room = h->count < QUEUE_MAX;
	if (room) {
		h->count++;
		TAILQ_INSERT_TAIL(&h->waiting, job, link);
		pthread_cond_signal(&h->wake);
	}
	pthread_mutex_unlock(&h->lock);
	return room;
}

struct hash_job *hasher_done(struct hasher *h)
{
	pthread_mutex_lock(&h->lock);
	struct hash_job *job = TAILQ_FIRST(&h->done);
	if (job) {
		TAILQ_REMOVE(&h->done, job, link);
		h->count--;
	}
	pthread_mutex_unlock(&h->lock);
	return job;
}
