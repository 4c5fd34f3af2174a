package textline

import "time"

// stamps are the layouts of a log's time that have a year, without fraction and zone.
var stamps = []string{"2006-01-02T15:04:05", "2006-01-02 15:04:05", "2006/01/02 15:04:05"}

// stamp finds a time with a date in b, such as the prefix of a log's line. Times without a zone are
// taken for UTC. The zero time means that there is none: syslog and klog leave the year out.
func stamp(b []byte) time.Time {
	const width = len("2006-01-02T15:04:05")
	for i := 0; i+width <= len(b); i++ {
		if !isDigit(b[i]) || b[i+4] != '-' && b[i+4] != '/' || i > 0 && isDigit(b[i-1]) {
			continue
		}
		for _, layout := range stamps {
			if t, err := time.Parse(layout, string(b[i:i+width])); err == nil {
				return zoned(t, b[i+width:])
			}
		}
	}
	return time.Time{}
}

// zoned adds the fraction and the zone that follow a time: ".123456789+02:00", ",123Z".
func zoned(t time.Time, b []byte) time.Time {
	if len(b) > 1 && (b[0] == '.' || b[0] == ',') && isDigit(b[1]) {
		n := min(skip(b, 1, isDigit), 10)
		unit := time.Second
		for _, c := range b[1:n] {
			unit /= 10
			t = t.Add(time.Duration(c-'0') * unit)
		}
		b = b[skip(b, 1, isDigit):]
	}
	if len(b) >= 6 && (b[0] == '+' || b[0] == '-') && b[3] == ':' {
		if z, err := time.Parse("-07:00", string(b[:6])); err == nil {
			_, offset := z.Zone()
			t = t.Add(-time.Duration(offset) * time.Second)
		}
	}
	return t
}
