// Package merge compares texts line by line and merges two changed versions of
// one text.
//
// A line is what the editor shows as one: it ends with "\n", "\r\n" or a lone
// "\r", and the break belongs to it. So two lines that differ in their break
// alone are different lines, and nothing that this package puts together loses
// or changes a single byte.
//
// The comparison is Myers' in linear space (E. W. Myers, "An O(ND) Difference
// Algorithm and Its Variations", 1986), with the bound on the effort that GNU
// diff uses: texts that have little in common get a correct comparison that
// need not be the shortest. Memory is some tens of bytes per line.
//
// The functions are pure. Those that may take long for large texts take a
// context, and their only error is that of the context.
package merge
