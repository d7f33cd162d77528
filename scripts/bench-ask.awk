# SPDX-License-Identifier: GPL-2.0-only
# Tables of what scripts/bench-ask measured, out of what the machines printed,
# and "rows", the same as CSV; exits 1 if a limit is exceeded or a figure is
# missing.

BEGIN {
	print "machine,figure,median,least,p99" >rows
	split("eventfd notify record bare queue question cordond", order)
	title["eventfd"] = "an eventfd each way"
	title["notify"] = "a call that seccomp hands on"
	title["record"] = "an audit record and an eventfd back"
	title["bare"] = "a connect that need not ask"
	title["queue"] = "a connect that asks, by \"queue\""
	title["question"] = "a connect that asks, by the record"
	title["cordond"] = "a connect that asks, by cordond and an agent"
}

# What programs of that machine say.
$1 !~ /^(check|many|keep|queue|records)$/ {
	next
}

$1 == "check" {
	checks++
	wrong += $3 != 2001 || $4 != 2001
	next
}

$1 == "many" {
	ask[$2] = $3
	answer[$2] = $4
	print "queue,ask_" $2 "," $3 ",," >rows
	print "queue,answer_" $2 "," $4 ",," >rows
	next
}

$1 == "keep" {
	keep[$2] = $3
	print "keep," $2 "," $3 ",," >rows
	next
}

{
	median[$1, $2] = $3
	print $1 "," $2 "," $3 "," $4 "," $5 >rows
}

function limit(what, is, most) {
	bad = is > most
	over += bad
	printf "%-56s %8.2f %8s  %s\n", what, is, most, bad ? "OVER" : "ok"
}

function missing(what) {
	print what " was not measured"
	over++
}

function trips(part,    i, name, eventfd) {
	eventfd = median[part, "eventfd"]
	printf "\n%s: instructions, times an eventfd each way\n", part
	for (i = 1; i in order; i++) {
		name = order[i]
		if ((part, name) in median)
			printf "  %-46s %8d %8.2f\n", title[name],
				median[part, name], median[part, name] / eventfd
	}
}

END {
	n = split(parts, names)
	for (i = 1; i <= n; i++)
		wanted[names[i]] = 1
	if ("queue" in wanted)
		trips("queue")
	if ("records" in wanted)
		trips("records")
	if ("queue" in wanted) {
		print "\nquestions at once: instructions to ask, to answer, of each"
		for (count = 1; count in ask; count *= 100)
			printf "  %-8d %8d %8d\n", count, ask[count],
				answer[count]
	}
	if ("keep" in wanted) {
		print "\nan answer for always, ms until it is on the disk; a file by itself"
		printf "  cordonctl %8.2f %8.2f\n  agent     %8.2f %8.2f\n",
			keep["cordonctl_ms"], keep["cordonctl_bare_ms"],
			keep["agent_ms"], keep["agent_bare_ms"]
	}
	print ""
	if ("queue" in wanted) {
		if (!(("queue", "queue") in median) || !(10000 in ask))
			missing("queue")
		else {
			limit("asking over an eventfd each way",
				(median["queue", "queue"] - \
				 median["queue", "bare"]) / \
				median["queue", "eventfd"], 3)
			limit("10,000 questions over 100, each",
				(ask[10000] + answer[10000]) / \
				(ask[100] + answer[100]), 1.5)
		}
	}
	if ("records" in wanted) {
		if (!(("records", "question") in median))
			missing("records")
		else
			limit("asking by records, less a record, over an eventfd",
				(median["records", "question"] - \
				 median["records", "bare"] - \
				 median["records", "record"]) / \
				median["records", "eventfd"], 3)
	}
	if ("keep" in wanted) {
		if (!("lost" in keep))
			missing("keep")
		else
			limit("answers that are not on the disk", keep["lost"],
				0)
	}
	if (checks != ("queue" in wanted) + ("records" in wanted) || wrong) {
		print "The clock does not count instructions: no figure counts."
		over++
	}
	exit over > 0
}
