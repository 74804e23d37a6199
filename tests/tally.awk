# Counts the results that automake's TAP driver left in the .trs files of the tests
# named on the input, one line a test; a test that failed shows its log. Writes
# "passed failed skipped" into the file `counts`.
#
# What counts as failed: a case that is not ok (or ok where that is not expected), a bail-out, a
# plan that does not match, an exit status of its own (a crash, a time-out), and a test
# that left no result. The exit status of a program of which a case failed says the same
# once more and is not counted again.

function log_of(name) {
	return build "/" name ".log"
}

# Sets took (seconds) and status (whether the exit status was complained about).
function read_log(name,    line) {
	took = status = 0
	while ((getline line < log_of(name)) > 0) {
		if (line ~ /^# took [0-9]+ ms$/)
			took = substr(line, 8) / 1000
		else if (line ~ /^ERROR: .* - exited with status /)
			status = 1
	}
	close(log_of(name))
}

# All but the cases that went well, and the driver's echo of each case.
function show_log(name,    line) {
	while ((getline line < log_of(name)) > 0)
		if (line !~ /^(ok [0-9]|(PASS|FAIL|SKIP): )/)
			print "    | " line
	close(log_of(name))
}

{
	name = $0
	sub(/\.sh$/, "", name)
	trs = build "/" name ".trs"
	good = bad = left = 0
	while ((getline line < trs) > 0) {
		if (line !~ /^:test-result: /)
			continue
		result = substr(line, 15)
		if (result == "PASS")
			good++
		else if (result == "SKIP" && skip != "no-skip")
			left++
		else
			bad++
	}
	close(trs)
	read_log(name)
	if (status && bad > 1)
		bad--
	if (good + bad + left == 0)
		bad = 1
	printf "%5d passed %3d failed %3d skipped %7.1f s  %s\n", good, bad, left, took, $0
	if (bad)
		show_log(name)
	passed += good
	failed += bad
	skipped += left
}

END {
	print passed + 0, failed + 0, skipped + 0 > counts
}
