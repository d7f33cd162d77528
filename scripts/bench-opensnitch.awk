# SPDX-License-Identifier: GPL-2.0-only
# Table of what scripts/bench-opensnitch measured, and "rows", the same as CSV;
# exits 1 if Cordon let out what it denies or held up what it allows.

BEGIN {
	print "who,figure,value" >rows
	split("connects_a_second flows_a_second flows_lost_percent " \
	      "sends_a_second sends_lost_percent alone_s alone_failed " \
	      "asking_s asking_failed asking_out " \
	      "flood_s flood_failed flood_out " \
	      "connects_out processes_out", order)
	split("asking_failed asking_out flood_failed flood_out " \
	      "connects_out processes_out", nothing)
	split("asking_s flood_s", beside)
	# Times are those of an emulated machine: noise is not a stall.
	slower = 3
	noise = 1
}

{
	value[$1, $2] = $3
	print $1 "," $2 "," $3 >rows
}

function figure(name, what) {
	return (name, what) in value ? value[name, what] : "-"
}

function bad(what) {
	print "cordon: " what
	wrong++
}

END {
	printf "%-20s %12s %12s\n", "", "opensnitch", "cordon"
	for (i = 1; i in order; i++)
		printf "%-20s %12s %12s\n", order[i],
			figure("opensnitch", order[i]),
			figure("cordon", order[i])
	if (index(" " who " ", " cordon ")) {
		for (i = 1; i in nothing; i++)
			if (figure("cordon", nothing[i]) "" != "0")
				bad(nothing[i] " is not 0")
		for (i = 1; i in beside; i++)
			if (figure("cordon", beside[i]) == "-" ||
			    value["cordon", beside[i]] > \
			    slower * value["cordon", "alone_s"] + noise)
				bad(beside[i] " is too long")
	}
	if (index(" " who " ", " opensnitch ") &&
	    (figure("opensnitch", "processes_out") == "-" ||
	     figure("opensnitch", "asking_out") == "-")) {
		print "OpenSnitch was not measured"
		wrong++
	}
	exit wrong > 0
}
