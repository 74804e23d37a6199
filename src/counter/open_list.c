#include "counter/open_list.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"

static bool is_theirs(const struct api_enrolment *e, const struct api_session *session)
{
	return session != NULL && session->officer_id[0] != '\0' && e->holder_id[0] != '\0' &&
	       strcmp(e->holder_id, session->officer_id) != 0;
}

void open_list_take(
    struct open_list *o, const struct api_enrolment_list *list, const struct api_session *session)
{
	for (size_t i = 0; i < list->count && o->count < OPEN_ROWS_MAX; i++) {
		const struct api_enrolment *e = &list->rows[i];
		struct open_row *row = &o->row[o->count++];

		*row = (struct open_row){.state = e->state,
		    .changed = e->changed,
		    .deadline = e->deadline,
		    .theirs = is_theirs(e, session),
		    .absence = e->absence};
		snprintf(row->assurance, sizeof row->assurance, "%s", e->assurance);
		snprintf(row->id, sizeof row->id, "%s", e->id);
		snprintf(row->officer_name, sizeof row->officer_name, "%s", e->officer_name);
		snprintf(row->taken_by, sizeof row->taken_by, "%s", e->taken_by);
		snprintf(row->counter, sizeof row->counter, "%s", e->counter);
	}
}

static struct open_row *find(struct open_list *o, const char *id)
{
	for (size_t i = 0; i < o->count; i++)
		if (strcmp(o->row[i].id, id) == 0)
			return &o->row[i];
	return NULL;
}

void open_list_journal(struct open_list *o, const struct runner_pending *kept, size_t count)
{
	for (size_t i = 0; i < count && o->count < OPEN_ROWS_MAX; i++) {
		struct open_row *row = find(o, kept[i].id);

		if (row == NULL) {
			row = &o->row[o->count++];
			*row = (struct open_row){.state = kept[i].state, .changed = kept[i].since};
			text_append(row->id, sizeof row->id, kept[i].id);
		}
		row->here = true;
	}
}
