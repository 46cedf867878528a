package cli

import (
	"strings"

	"github.com/rivo/uniseg"
)

// table writes rows in columns that stand under each other on a terminal, two
// spaces apart. A Chinese, Japanese or Korean character takes two places there,
// and text/tabwriter counts it as one.
func table(rows [][]string) string {
	var widths []int
	for _, row := range rows {
		for i, cell := range row {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], uniseg.StringWidth(cell))
		}
	}
	var b strings.Builder
	for _, row := range rows {
		for i, cell := range row {
			b.WriteString(cell)
			if i < len(row)-1 {
				b.WriteString(strings.Repeat(" ", widths[i]-uniseg.StringWidth(cell)+2))
			}
		}
		b.WriteByte('\n')
	}
	return b.String()
}
