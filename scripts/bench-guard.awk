# SPDX-License-Identifier: GPL-2.0-only
# What scripts/bench --csv measured, against what it once was: a line "ok" or
# "not ok" for each figure. May be a tenth more, and one instruction; of exec, with
# its 300,000, 200.
#
# usage: awk -f bench-guard.awk EXPECTED.csv MEASURED.csv

BEGIN { FS = "," }
/^#/ || $1 == "policy" { next }
FILENAME == ARGV[1] { expected[$1, $2] = $3; next }
{ measured[$1, $2] = $3 }

END {
	for (key in expected) {
		split(key, part, SUBSEP)
		what = "bench." part[1] "." part[2]
		if (!(key in measured)) {
			print "not ok " what " # was not measured"
			continue
		}
		is = measured[key]
		was = expected[key]
		slack = was * 0.1 + (part[2] ~ /^exec/ ? 200 : 1)
		if (is > was + slack)
			print "not ok " what " # " is " instructions, was " was
		else
			print "ok " what
		if (is < was - slack)
			print "# " what ": " is " instructions now, was " was
	}
	for (key in measured) {
		split(key, part, SUBSEP)
		if (!(key in expected))
			print "not ok bench." part[1] "." part[2] \
				" # is not among what is expected"
	}
}
