# SPDX-License-Identifier: GPL-2.0-only
# Tables of what scripts/bench measured. Reads its limits, then what the
# machines printed; exits 1 if a limit is exceeded or a figure is missing.

# The limits: CALL POLICY INSTRUCTIONS.
FILENAME == ARGV[1] {
	call[++limits] = $1
	policy[limits] = $2
	allowed[limits] = $3
	next
}

# Of the program: the clock was checked.
$1 == "check" {
	checks++
	clock = $3
	if ($3 != 2001 || $4 != 2001)
		wrong = 1
	next
}

$1 == "weigh" {
	weighed = 1
	kb = $2
	slab = $3
	vmalloc = $4
	took = $5
	next
}

# POLICY CALL MEDIAN LEAST P99, in the order in which they were measured.
{
	if (!($1 in column)) {
		column[$1] = ++columns
		heading[columns] = $1
	}
	if (!($2 in row)) {
		row[$2] = ++rows
		title[rows] = $2
	}
	median[$1, $2] = $3
	least[$1, $2] = $4
	cell[$1, $2] = sprintf("%d (%d, %d)", $3, $4, $5)
}

function more(p, c) {
	if (!((p, c) in median) || !(("off", c) in median)) {
		printf "%s with %s was not measured\n", c, p
		missing = 1
		return 0
	}
	return median[p, c] - median["off", c]
}

# Where memory lies decides what most of an exec takes, and of a fork even more:
# hundreds of instructions, differently in each boot. The least of all calls of
# exec is the same.
function keep(p, c, dearer) {
	if (c == "spawn")
		return
	if (c ~ /^exec/)
		dearer = least[p, c] - least["off", c]
	print p "," c "," dearer >csv
}

function verdict(what, with, is, unit, limit) {
	bad = is > limit
	over += bad
	printf "%-14s %-30s %9s %-3s %9s  %s\n", what, with, is, unit, limit,
		bad ? "OVER" : "ok"
}

END {
	printf "Instructions a call: median (least, 99th percentile) of %d", samples
	printf " calls, of exec half as many\n"
	for (j = 1; j <= columns; j++) {
		printf "\n%s\n", heading[j]
		for (i = 1; i <= rows; i++) {
			dearer = more(heading[j], title[i])
			printf "  %-14s %-28s %+d\n", title[i],
				cell[heading[j], title[i]], dearer
			if (heading[j] != "off")
				keep(heading[j], title[i], dearer)
		}
	}

	printf "\nA loop of 2001 instructions was measured as %d.\n\n", clock
	printf "%-14s %-30s %13s %9s\n", "call", "policy", "more", "limit"
	for (i = 1; i <= limits; i++)
		verdict(call[i], policy[i], more(policy[i], call[i]), "",
			allowed[i])
	n = split(growing, names)
	for (i = 1; i <= n; i++) {
		few = more("others-10", names[i])
		many = more("others-100000", names[i])
		verdict(names[i], "100,000 others instead of 10",
			sprintf("%.1f", few ? (many - few) * 100 / few : 0), "%",
			growth)
	}
	if (weighed) {
		verdict("load", "100,000 rules, memory",
			sprintf("%.1f", kb / 1024), "MiB", memory / 1024)
		if (seconds)
			verdict("load", "100,000 rules, time", took, "s",
				seconds)
		printf "(slab %.1f MiB, vmalloc %.1f MiB)\n", slab / 1024,
			vmalloc / 1024
	}
	if (checks != 2 || wrong)
		print "The clock does not count instructions: no figure counts."
	if (!weighed)
		print "The policy was not weighed."
	exit over || missing || wrong || checks != 2 || !weighed
}
