#include "counter/queue.h"

#include "base/lang.h"

const char *const queue_sentences[QUEUE_SENTENCES] = {
    N_("Booking ahead (Queue Online) is not connected at this centre."),
    N_("So nobody's booking is shown here, and none is lost: bookings stand where they were "
       "made."),
    N_("What to do: serve the citizens in the order of their arrival. Whoever shows a "
       "booking is served at its time, by the office's own list."),
};
