package words

import "holdfast/editor/check"

// Problem is the sentence for what a check found in a file.
func Problem(p check.Problem) string {
	data := D{}
	for name, value := range p.Data {
		data[name] = value
	}
	return T("check."+string(p.Code), data)
}
