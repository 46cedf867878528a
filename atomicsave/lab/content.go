package lab

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"

	"holdfast/atomicsave"
)

const (
	// MaxExact is the largest content in bytes that Simulate takes as it is.
	// Larger ones are represented by a miniature.
	MaxExact = 4 << 20
	// MaxReal is the largest content in bytes that Play and Measure take.
	MaxReal = 64 << 20

	sector = 512 // what a disk writes as a whole
	ranges = 8   // of a file that is represented by a miniature
)

// Content is the two versions of a file that a save is about: the one that is on
// the disk and the one that takes its place. Make it with Sample, FromBytes or
// FromFile. It never changes.
type Content struct {
	name         string
	path         string    // of a file that is represented by a miniature
	old, new     []byte    // of the file, or of the miniature
	full         [2][]byte // both versions, where old and new are a miniature of bytes
	oldSize      int64
	newSize      int64
	made         bool // new is Changed(old)
	mini, absent bool
}

// Sample is a small config file in two versions: three sectors before the change,
// four after it.
func Sample() Content {
	c, _ := FromBytes("app.conf", []byte(sampleOld), []byte(sampleNew))
	return c
}

// FromBytes makes a content of both versions. old is nil if there is no file yet.
// The slices must not change afterwards. More than MaxReal bytes are refused.
func FromBytes(name string, old, new []byte) (Content, error) {
	if n := max(len(old), len(new)); n > MaxReal {
		return Content{}, &Reason{Code: TooBig, Path: name}
	}
	c := Content{name: filepath.Base(name), old: old, new: new, absent: old == nil}
	c.oldSize, c.newSize = int64(len(old)), int64(len(new))
	if max(len(old), len(new)) > MaxExact {
		c.full = [2][]byte{old, new}
		return c.shrink(bytes.NewReader(old), bytes.NewReader(new))
	}
	return c, nil
}

// FromFile reads the user's file as the old version; the new one is Changed of it.
// A file of more than MaxExact bytes is read at a few places only. The file is
// opened to be read and for nothing else.
func FromFile(ctx context.Context, path string) (Content, error) {
	r, err := atomicsave.Open(ctx, path)
	if err != nil {
		return Content{}, unreadable(path, err)
	}
	size, resolved := r.Size(), r.Path()
	r.Close()
	if size > MaxExact {
		return fromLarge(resolved, size)
	}
	old, _, err := atomicsave.Read(ctx, resolved)
	switch {
	case err != nil:
		return Content{}, unreadable(path, err)
	case len(old) > MaxExact: // it has grown, or is one that a kernel makes up
		return Content{}, &Reason{Code: TooBig, Path: path}
	}
	if old == nil {
		old = []byte{}
	}
	c, err := FromBytes(resolved, old, Changed(old))
	c.made = true
	return c, err
}

// fromLarge reads a large file at a few places.
func fromLarge(path string, size int64) (Content, error) {
	f, err := os.Open(path)
	if err != nil {
		return Content{}, unreadable(path, err)
	}
	defer f.Close()
	c := Content{name: filepath.Base(path), path: path, made: true, oldSize: size, newSize: size + int64(len(addition))}
	return c.shrink(f, nil)
}

// addition is what Changed adds at the end.
const addition = "saved by holdfast lab\n"

// Changed makes another version of a content, one in which every sector of text
// differs from the old one and the user still knows the file: capital letters are
// small, small ones capital, and there is one line more.
func Changed(old []byte) []byte {
	changed := make([]byte, 0, len(old)+len(addition))
	for _, b := range old {
		if b|0x20 >= 'a' && b|0x20 <= 'z' {
			b ^= 0x20
		}
		changed = append(changed, b)
	}
	return append(changed, addition...)
}

// Name is the last element of the file's path.
func (c Content) Name() string { return c.name }

// OldSize is the size of the old version in bytes, 0 if there is no file yet.
func (c Content) OldSize() int64 { return c.oldSize }

// NewSize is the size of the new version in bytes.
func (c Content) NewSize() int64 { return c.newSize }

// Exists reports whether there is an old version.
func (c Content) Exists() bool { return !c.absent }

// Miniature reports that Simulate sees a few sectors of the file only, each of
// which stands for a range.
func (c Content) Miniature() bool { return c.mini }

// Old returns the bytes of the old version, or of its miniature. They must not be
// changed.
func (c Content) Old() []byte { return c.old }

// New returns the bytes of the new version, or of its miniature.
func (c Content) New() []byte { return c.new }

// shrink makes the miniature: one sector of each range of the file. new is nil for
// one that is made of the old one.
func (c Content) shrink(old, new io.ReaderAt) (Content, error) {
	c.mini = true
	shorter, longer := min(c.oldSize, c.newSize), max(c.oldSize, c.newSize)
	common := int64(ranges * sector)
	if shorter == 0 {
		common = 0
	}
	whole := common
	if longer > shorter {
		extra := min(ranges, (longer-shorter)*ranges/max(shorter, 1)+1)
		whole += extra * sector
	}
	c.old, c.new = make([]byte, common), make([]byte, common)
	if c.oldSize > c.newSize {
		c.old = make([]byte, whole)
	} else if c.newSize > c.oldSize {
		c.new = make([]byte, whole)
	}
	if err := c.pick(c.old, old, c.oldSize); err != nil {
		return Content{}, unreadable(c.name, err)
	}
	if new == nil {
		copy(c.new, Changed(c.old))
		return c, nil
	}
	return c, c.pick(c.new, new, c.newSize)
}

// pick fills a miniature from its file.
func (c *Content) pick(mini []byte, from io.ReaderAt, size int64) error {
	for at := 0; at < len(mini); at += sector {
		off := max(0, min(c.scale(int64(at)), size-sector))
		if n, err := from.ReadAt(mini[at:at+sector], off); err != nil && (err != io.EOF || n == 0) {
			return err
		}
	}
	return nil
}

// scale turns an offset in the miniature into one in the file.
func (c Content) scale(at int64) int64 {
	if !c.mini {
		return at
	}
	miniShort, miniLong := int64(min(len(c.old), len(c.new))), int64(max(len(c.old), len(c.new)))
	short, long := min(c.oldSize, c.newSize), max(c.oldSize, c.newSize)
	switch {
	case at >= miniLong:
		return long
	case at >= miniShort:
		return short + (at-miniShort)*(long-short)/(miniLong-miniShort)
	case at%sector == 0:
		return short * (at / sector) / (miniShort / sector) / sector * sector
	}
	return short * at / miniShort
}

// whole returns both versions, complete. A file that was represented by a
// miniature is read now.
func (c Content) whole(ctx context.Context) (old, new []byte, err error) {
	switch {
	case max(c.oldSize, c.newSize) > MaxReal:
		return nil, nil, &Reason{Code: TooBig, Path: c.path}
	case !c.mini:
		return c.old, c.new, nil
	case c.path == "":
		return c.full[0], c.full[1], nil
	}
	old, _, err = atomicsave.Read(ctx, c.path)
	if err != nil {
		return nil, nil, unreadable(c.path, err)
	}
	return old, Changed(old), nil
}

const (
	sampleOld = `# Web server of the shop
server {
    listen       80;
    server_name  shop.example.org;
    root         /srv/shop/current;
    index        index.html;
    access_log   /var/log/shop/access.log;
    error_log    /var/log/shop/error.log warn;

    location / {
        try_files $uri $uri/ @application;
    }

    location @application {
        proxy_pass          http://10.0.0.11:8080;
        proxy_set_header    Host $host;
        proxy_read_timeout  30s;
        proxy_next_upstream error timeout;
    }

    location /images/ {
        expires     7d;
        add_header  Cache-Control public;
    }

    location /payments/ {
        proxy_pass          http://10.0.0.21:9090;
        proxy_read_timeout  60s;
        allow               10.0.0.0/8;
        deny                all;
    }

    location /admin/ {
        auth_basic            "staff";
        auth_basic_user_file  /etc/shop/passwords;
        proxy_pass            http://10.0.0.31:7070;
    }

    location = /health {
        access_log  off;
        return      200;
    }
}
`
	sampleNew = `# Web server of the shop, with TLS since the audit
server {
    listen       443 ssl;
    http2        on;
    server_name  shop.example.org www.shop.example.org;
    root         /srv/shop/current/public;
    index        index.html;
    access_log   /var/log/shop/access.log combined;
    error_log    /var/log/shop/error.log error;

    ssl_certificate      /etc/ssl/shop.pem;
    ssl_certificate_key  /etc/ssl/private/shop.key;
    ssl_protocols        TLSv1.2 TLSv1.3;

    location / {
        try_files $uri $uri/ @application;
    }

    location @application {
        proxy_pass          http://10.0.0.12:8080;
        proxy_set_header    Host $host;
        proxy_set_header    X-Forwarded-Proto https;
        proxy_read_timeout  20s;
        proxy_next_upstream error timeout http_502;
    }

    location /images/ {
        expires     30d;
        add_header  Cache-Control "public, immutable";
    }

    location /payments/ {
        proxy_pass          http://10.0.0.22:9090;
        proxy_read_timeout  45s;
        allow               10.0.0.0/16;
        deny                all;
    }

    location /admin/ {
        auth_basic            "staff of the shop";
        auth_basic_user_file  /etc/shop/passwords.new;
        proxy_pass            http://10.0.0.32:7070;
    }

    location = /health {
        access_log  off;
        return      204;
    }
}
`
)
