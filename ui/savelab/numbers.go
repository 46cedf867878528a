package savelab

import (
	"strconv"
	"time"

	"holdfast/ui/words"
)

// size writes a number of bytes the way a person reads it.
func size(bytes int64) string {
	switch {
	case bytes < 10_000:
		return words.T("unit.bytes", words.D{"N": bytes})
	case bytes < 1<<20:
		return words.T("unit.kb", words.D{"N": bytes >> 10})
	case bytes < 10<<20:
		return words.T("unit.mb", words.D{"N": strconv.FormatFloat(float64(bytes)/(1<<20), 'f', 1, 64)})
	}
	return words.T("unit.mb", words.D{"N": bytes >> 20})
}

// Duration writes a duration the way a person reads it: three digits at most.
func Duration(d time.Duration) string {
	switch {
	case d < time.Microsecond:
		return words.T("unit.us", words.D{"N": "<1"})
	case d < time.Millisecond:
		return words.T("unit.us", words.D{"N": d.Microseconds()})
	case d < 10*time.Millisecond:
		return words.T("unit.ms", words.D{"N": strconv.FormatFloat(float64(d)/1e6, 'f', 1, 64)})
	case d < time.Second:
		return words.T("unit.ms", words.D{"N": d.Milliseconds()})
	}
	return words.T("unit.s", words.D{"N": strconv.FormatFloat(d.Seconds(), 'f', 1, 64)})
}
