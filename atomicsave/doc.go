// Package atomicsave replaces files without ever leaving half of one.
package atomicsave
