package native

import "testing"

func TestPainter(t *testing.T) {
	for _, c := range []struct {
		name    string
		env     map[string]string
		devices string
		want    string
	}{
		{"a graphics card", nil, "/dev/dri/renderD*", byOpenGL},
		{"Nvidia's own driver", nil, "/dev/nvidia*", byOpenGL},
		{"Windows' subsystem for Linux", nil, "/dev/dxg", byOpenGL},
		{"no graphics card", map[string]string{"DISPLAY": ":0"}, "", inMemory},
		{"software asked of Mesa", map[string]string{"LIBGL_ALWAYS_SOFTWARE": "1"}, "/dev/dri/renderD*", inMemory},
		{"a screen behind ssh", map[string]string{"DISPLAY": "localhost:10.0"}, "/dev/dri/renderD*", inMemory},
		{"a socket by its kind", map[string]string{"DISPLAY": "unix:0"}, "/dev/dri/renderD*", byOpenGL},
		{"OpenGL chosen", map[string]string{"HOLDFAST_DRAWING": "opengl"}, "", byOpenGL},
		{"memory chosen", map[string]string{"HOLDFAST_DRAWING": "memory"}, "/dev/dri/renderD*", inMemory},
		{"a choice that there is not", map[string]string{"HOLDFAST_DRAWING": "crayons"}, "/dev/dri/renderD*", byOpenGL},
	} {
		t.Run(c.name, func(t *testing.T) {
			glob := func(pattern string) ([]string, error) {
				if pattern == c.devices {
					return []string{pattern}, nil
				}
				return nil, nil
			}
			if got := painter(func(name string) string { return c.env[name] }, glob); got != c.want {
				t.Errorf("%s draws, want %s", got, c.want)
			}
		})
	}
}
