/* SPDX-License-Identifier: GPL-2.0-only */
/* What the parts of the benchmark of questions share, see main.c. */

#ifndef ASK_H
#define ASK_H

#include <stdbool.h>
#include <sys/types.h>

/* pair.c: a process that serves the one whose calls are measured */
pid_t start_server(void (*serve)(void (*ready)(void)));
void stop_server(pid_t server);
void take_turns(void);
void measure_child(void (*run)(void));

/* trips.c: round trips that the one of a question is compared with */
int run_trips(char **args);
int open_audit(void);
void join_records(int fd);

/* responder.c: answers questions without cordond */
long long next_question(char **at);
bool answer_question(int fd, long long id);

/* asker.c: the call that asks */
extern const char ask_policy[];
void prepare_call(void);
long call_that_asks(void);

/* agent.c: an agent of cordond */
#define AGENT_ALLOW	"\"type\":\"answer\",\"verdict\":\"allow\""
int connect_agent(void);
void agent_send(int fd, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
char *agent_line(int fd);
char *agent_wait(int fd, const char *type);

/* ask.c, ask-many.c, keep.c: the commands, with what follows their name */
int run_ask(char **args);
int run_ask_agent(char **args);
int run_ask_many(char **args);
int run_keep(char **args);

#endif
