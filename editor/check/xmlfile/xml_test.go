package xmlfile

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"holdfast/editor/check/diag"
)

func parse(src string) []diag.Problem {
	l := diag.NewList(context.Background(), []byte(src))
	Parse([]byte(src), l)
	return l.Problems()
}

func dtd(declarations, body string) string { return "<!DOCTYPE a [" + declarations + "]>" + body }

// accepted and rejected follow the productions and well-formedness constraints
// of the specification.
var accepted = []string{
	"<a/>", "<a></a>", "<a />", "<a\n>x</a\n>", "\ufeff<a/>", "<?xml version='1.0'?><a/>", "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone='yes' ?>\n<a/>\n", "<?xml version='1.1'?><a/>", "<?xml  version = '1.0'  encoding = 'x-1._'?><a/>",
	"<a b='1' c=\"2\"/>", "<a b = '\"'\n c='>'/>", "<a>&lt;&gt;&amp;&quot;&apos;</a>", "<a b='&lt;&#60;&#x3C;'/>", "<a>&#x" + strings.Repeat("0", 100) + "41;&#" + strings.Repeat("0", 100) + "65;</a>", "<a>]] &gt; ]]&gt; > ]</a>", "<a><![CDATA[<&]]]]></a>", "<a><![CDATA[]]></a>", "<!-- c --><a/><!-- - --><?p?>", "<?p x?y?><a/>", "<?xml-stylesheet href='a'?><a/>", "<a><b><c/></b>t<b/></a>", "<_a/>", "<:a/>", "<a:b xmlns:a='u'/>", "<é.1-·/>", "<\U00010000/>", "<a>\U0010FFFF\u0085</a>", "<a>&#x10FFFF;&#9;</a>", "<a xml:lang='en'/>", "<a><!----></a>", " <a/>", "<a b=''/>", "<a>%x; ;</a>", "<a b='%'/>",
	"<!DOCTYPE a><a/>", "<!DOCTYPE a SYSTEM 'x.dtd'><a>&x;</a>", "<!DOCTYPE a PUBLIC '-//X//EN' 'x'><a/>", "<!DOCTYPE a []><a/>", "<!DOCTYPE a SYSTEM 'x' [ ] ><a/>",
	dtd("<!ELEMENT a EMPTY><!ELEMENT b ANY><!ELEMENT c (#PCDATA)><!ELEMENT d (#PCDATA|e)*><!ELEMENT e (f,(g|h)+,i?)*><!ELEMENT j (#PCDATA)*><!ELEMENT k ( l )>", "<a/>"),
	dtd("<!ATTLIST a><!ATTLIST a b CDATA #IMPLIED c ID #REQUIRED d (x|1) 'x' e NOTATION (n|m) #FIXED 'n' f NMTOKENS '' >", "<a/>"),
	dtd("<!ENTITY e 'x'><!ENTITY f '<b>&e;</b>'><!ENTITY g SYSTEM 'u'><!ENTITY h PUBLIC 'p' 'u' NDATA n><!NOTATION n PUBLIC 'p'><!NOTATION m SYSTEM 'u'><!-- c --><?p?>", "<a b='&e;'>&e;&f;&g;</a>"),
	dtd("<!ENTITY % p '<!ENTITY x \"y\">'>%p;", "<a>&x;</a>"), dtd("<!ENTITY % p SYSTEM 'u'>%p;", "<a>&unknown;</a>"), dtd("%p;", "<a>&unknown;</a>"), dtd("<!ENTITY lt '&#38;#60;'><!ENTITY e '&#38;lt;'>", "<a b='&e;'>&e;</a>"), dtd("<!ENTITY e '<b'>", "<a/>"), dtd("<!ENTITY e 'one'><!ENTITY e '<b>'>", "<a>&e;</a>"), dtd("<!ENTITY e '&f;'><!ENTITY f ''>", "<a>&e;</a>"), dtd("<!ENTITY e '<![CDATA[<]]>'>", "<a>&e;</a>"), dtd("<!ENTITY e \"'\">", "<a b='&e;'/>"), dtd("<!ENTITY e '&e;'>", "<a/>"),
	dtd("<!ENTITY e 'x'><!ATTLIST a b CDATA '&e;'>", "<a/>"), dtd("<!ENTITY % p 'x'>", "<a/>"),
	// where declarations may be elsewhere (4.1, 5.1)
	dtd("<!ENTITY % p ''>%p;", "<a>&unknown;</a>"), dtd("%p;<!ENTITY e '<b>'>", "<a>&e;</a>"), "<?xml version='1.0' standalone='no'?>" + dtd("<!ENTITY % p '<!ENTITY e \"x\">'>%p;", "<a>&e;</a>"), "<?xml version='1.0' standalone='yes'?>" + dtd("<!ENTITY e 'x'>", "<a>&e;</a>"), "<?xml version='1.0' standalone='yes'?>" + dtd("<!ENTITY % p '<!ENTITY e \"x\"><!ATTLIST a b CDATA \"&#38;e;\">'>%p;", "<a/>"),
}

var rejected = []string{
	"", " ", "x", "<a>", "<a", "<a></b>", "</a>", "<a/><b/>", "<a/>x", "x<a/>", "<a/></a>", "<a></a></a>", "<a><b></a></b>", "<a/>&#32;", "<a/><![CDATA[]]>", "<![CDATA[]]><a/>", "<![CDATA[]]>", "<![CDATA[a]]> ", "&amp;<a/>",
	"<1a/>", "< a/>", "<a b/>", "<a b=c/>", "<a b='1'c='2'/>", "<a b='1' b='2'/>", "<a b='<'/>", "<a b='1/>", "<a b='&'/>", "<a b='& '/>", "<a b=1/>", "<a =''/>", "<a/ >", "<a b='x\"/>", "<a b c='d'/>", "</ a>", "<a></ a>", "<a></a b>", "<a></a", "<-a/>", "<.a/>", "<a\u00d7/>", "<·a/>", "<a><></a>", "<a 1='b'/>",
	"<a>&</a>", "<a>& </a>", "<a>&b</a>", "<a>&b;</a>", "<a>&#;</a>", "<a>&#x;</a>", "<a>&#0;</a>", "<a>&#xD800;</a>", "<a>&#x110000;</a>", "<a>&#8;</a>", "<a>&#xFFFE;</a>", "<a>&#12a;</a>", "<a>&#X41;</a>", "<a>&# 65;</a>", "<a>&#-65;</a>", "<a>&#+65;</a>", "<a>& amp;</a>", "<a>&amp ;</a>", "<a>&#65</a>",
	"<a>]]></a>", "<a><![CDATA[</a>", "<a><![cdata[]]></a>", "<a><![CDATA [x]]></a>", "<a><!-- -- --></a>", "<a><!-- ---></a>", "<a><!--</a>", "<a><!- c --></a>", "<!----><!---->", "<a><!DOCTYPE a></a>", "<a/><!DOCTYPE a>", "<!DOCTYPE a><!DOCTYPE a><a/>", "<a><!x></a>", "<!--->--><a/>" + "<",
	" <?xml version='1.0'?><a/>", "<a/><?xml version='1.0'?>", "<a><?xml version='1.0'?></a>", "<?xml?><a/>", "<?xml version='2.0'?><a/>", "<?xml encoding='utf-8'?><a/>", "<?xml version='1.0' standalone='maybe'?><a/>", "<?xml version='1.0' standalone='yes' encoding='utf-8'?><a/>", "<?xml version=\"1.0'?><a/>", "<?xml version='1.0'encoding='utf-8'?><a/>", "<?xml version='1.0' encoding=''?><a/>", "<?xml version='1.0' encoding='1x'?><a/>", "<?xml version='1.0' x='y'?><a/>", "<?xml version='1.0' ><a/>", "<?XML version='1.0'?><a/>", "<?xML x?><a/>", "<?xml version=1.0?><a/>", "<?xml version='1.0' standalone='YES'?><a/>", "<? p?><a/>", "<?p><a/>", "<?1?><a/>", "<?p+?><a/>", "<??><a/>",
	"<a>\x00</a>", "<a>\x1b</a>", "<a>\ufffe</a>", "<a>\uffff</a>", "<a b='\x01'/>", "<!--\x02--><a/>",
	"<!DOCTYPE><a/>", "<!DOCTYPE a", "<!DOCTYPE a [<a/>", "<!DOCTYPE a SYSTEM><a/>", "<!DOCTYPE a SYSTEM x><a/>", "<!DOCTYPE a PUBLIC 'x'><a/>", "<!DOCTYPE a PUBLIC '{' 'x'><a/>", "<!DOCTYPE a PUBLIC 'x''y'><a/>", "<!DOCTYPE a [x]><a/>", "<!doctype a><a/>", "<!DOCTYPE a [] x><a/>", "<!DOCTYPEa><a/>", "<!DOCTYPE a []", "<!DOCTYPE a [<![INCLUDE[]]>]><a/>",
	dtd("<!ELEMENT a>", "<a/>"), dtd("<!ELEMENT a ()>", "<a/>"), dtd("<!ELEMENT a (b,c|d)>", "<a/>"), dtd("<!ELEMENT a (#PCDATA|b)>", "<a/>"), dtd("<!ELEMENT a (b|#PCDATA)*>", "<a/>"), dtd("<!ELEMENT a (b>", "<a/>"), dtd("<!ELEMENT a (#PCDATA,b)*>", "<a/>"), dtd("<!ELEMENT a (b) *>", "<a/>"), dtd("<!ELEMENT a(b)>", "<a/>"), dtd("<!ELEMENT a empty>", "<a/>"), dtd("<!ELEMENT a (b,)>", "<a/>"), dtd("<!ELEMENT a (b*?)>", "<a/>"), dtd("<!ELEMENT a (#PCDATA)+>", "<a/>"),
	dtd("<!ATTLIST a b>", "<a/>"), dtd("<!ATTLIST a b CDATA>", "<a/>"), dtd("<!ATTLIST a b cdata #IMPLIED>", "<a/>"), dtd("<!ATTLIST a b CDATA #FIXED>", "<a/>"), dtd("<!ATTLIST a b CDATA '<'>", "<a/>"), dtd("<!ATTLIST a b (x,y) 'x'>", "<a/>"), dtd("<!ATTLIST a b ('x') 'x'>", "<a/>"), dtd("<!ATTLIST a b NOTATION (1) 'x'>", "<a/>"), dtd("<!ATTLIST a b CDATA '&e;'><!ENTITY e 'x'>", "<a/>"), dtd("<!ATTLIST a b CDATA#IMPLIED>", "<a/>"), dtd("<!ATTLIST a b CDATA #FIXED'x'>", "<a/>"), dtd("<!ATTLIST a b (x)'x'>", "<a/>"),
	dtd("<!ENTITY e>", "<a/>"), dtd("<!ENTITY e x>", "<a/>"), dtd("<!ENTITY e 'x' >y", "<a/>"), dtd("<!ENTITY e '%p;'>", "<a/>"), dtd("<!ENTITY e '&'>", "<a/>"), dtd("<!ENTITY e '&x'>", "<a/>"), dtd("<!ENTITY e '&#0;'>", "<a/>"), dtd("<!ENTITY e SYSTEM 'u' NDATA>", "<a/>"), dtd("<!ENTITY e SYSTEM 'u'NDATA n>", "<a/>"), dtd("<!ENTITY % e SYSTEM 'u' NDATA n>", "<a/>"), dtd("<!ENTITY %e 'x'>", "<a/>"), dtd("<!ENTITY e 'x", "<a/>"), dtd("<!entity e 'x'>", "<a/>"), dtd("<! ENTITY e 'x'>", "<a/>"), dtd("<!ENTITY e PUBLIC 'u'>", "<a/>"),
	dtd("<!ENTITY e '&e;'>", "<a>&e;</a>"), dtd("<!ENTITY e '&f;'><!ENTITY f '&e;'>", "<a>&e;</a>"), dtd("<!ENTITY e '<b>'>", "<a>&e;</b></a>"), dtd("<!ENTITY e '</a><a>'>", "<a>&e;</a>"), dtd("<!ENTITY e '<b/>'>", "<a b='&e;'/>"), dtd("<!ENTITY e SYSTEM 'u'>", "<a b='&e;'/>"), dtd("<!ENTITY e SYSTEM 'u' NDATA n>", "<a>&e;</a>"), dtd("<!ENTITY e '&#60;'>", "<a>&e;</a>"), dtd("<!ENTITY e '&#38;'>", "<a>&e;</a>"), dtd("<!ENTITY e '&u;'>", "<a>&e;</a>"), dtd("<!NOTATION n>", "<a/>"), dtd("<!ENTITY % p '<!ELEMENT'>%p;", "<a/>"), dtd("%p", "<a/>"), dtd("% p;", "<a/>"), dtd("<!ENTITY % p '&#37;p;'>%p;", "<a/>"), dtd("<!ENTITY e '<?xml version=\"1.0\"?>'>", "<a>&e;</a>"), dtd("<!ENTITY e ']]>'>", "<a>&e;</a>"),
	"<?xml version='1.0' standalone='yes'?><!DOCTYPE a SYSTEM 'x'><a>&x;</a>", "<?xml version='1.0' standalone='yes'?>" + dtd("<!ENTITY % p '<!ENTITY e \"x\">'>%p;", "<a>&e;</a>"), "<?xml version='1.0' standalone='yes'?>" + dtd("%p;", "<a>&e;</a>"), "<?xml version='1.0' standalone='yes'?>" + dtd("%p;<!ENTITY e '<b>'>", "<a>&e;</a>"), "<!DOCTYPE a [<!ELEMENT a ANY><a/>",
}

func TestAccepts(t *testing.T) {
	for _, src := range accepted {
		if problems := parse(src); failed(problems) {
			t.Errorf("%q is refused: %+v", src, problems[0])
		}
	}
}

func failed(problems []diag.Problem) bool {
	return slices.ContainsFunc(problems, func(p diag.Problem) bool { return p.Severity == diag.Error })
}

func TestRejects(t *testing.T) {
	for _, src := range rejected {
		if !failed(parse(src)) {
			t.Errorf("%q is accepted", src)
		}
	}
}

func TestPlaces(t *testing.T) {
	for _, tt := range []struct{ src, want string }{
		{"<a>\n  <b>\n  </c>\n</a>", "3:3 wrong-end-tag"},
		{"<a>\n <b>x\n</a>", "3:1 wrong-end-tag"},
		{"<a>\n <b>", "2:2 unclosed-element"},
		{"<a x='1'\n   x='2'/>", "2:4 duplicate-attribute"},
		{"<a>\n é & b</a>", "2:4 bare-ampersand"},
		{"\n<?xml version='1.0'?><a/>", "2:1 misplaced-xml-declaration"},
		{"<a/>\n<b/>", "2:1 second-root"},
		{dtd("<!ENTITY e '<b>'>", "\n<a>&e;</a>"), "2:4 unclosed-element"},
		{"<a>\n<b c='<'/></a>", "2:7 less-in-attribute"},
	} {
		problems := parse(tt.src)
		if len(problems) == 0 {
			t.Errorf("%q is accepted", tt.src)
			continue
		}
		p := problems[0]
		if got := fmt.Sprintf("%d:%d %s", p.Line, p.Column, p.Code); got != tt.want {
			t.Errorf("%q: %s, want %s", tt.src, got, tt.want)
		}
	}
}

// TestNamespaces has what Namespaces in XML 1.0 forbids, constraint by
// constraint, and what it does not. XML itself allows all of it.
func TestNamespaces(t *testing.T) {
	for _, tt := range []struct{ src, want string }{
		{"<a xmlns='u'><b xmlns=''/></a>", ""},
		{"<a xmlns:p='u'><p:b p:c='1' c='1'/></a>", ""},
		{"<p:a xmlns:p='u'/>", ""},
		{"<a xml:lang='en' xmlns:xml='http://www.w3.org/XML/1998/namespace'/>", ""},
		{"<a><b xmlns:p='u'/><p:c/></a>", "1:21 undeclared-prefix p"},
		{"<a>\n<p:b p:c='1'/><p:d/></a>", "2:2 undeclared-prefix p"},
		{"<a p:b='1'/>", "1:4 undeclared-prefix p"},
		{"<a xmlns:p=''/>", "1:4 namespace-name xmlns:p"},
		{"<a xmlns:xmlns='u'/>", "1:4 namespace-name xmlns:xmlns"},
		{"<a xmlns:xml='u'/>", "1:4 namespace-name xmlns:xml"},
		{"<a xmlns:p='http://www.w3.org/XML/1998/namespace'/>", "1:4 namespace-name xmlns:p"},
		{"<a xmlns='http://www.w3.org/2000/xmlns/'/>", "1:4 namespace-name xmlns"},
		{"<xmlns:a/>", "1:2 namespace-name xmlns:a"},
		{"<a xmlns:p='u' xmlns:q='u' p:b='1' q:b='2'/>", "1:36 duplicate-attribute q:b"},
		{"<a:b:c/>", "1:2 namespace-name a:b:c"},
		{"<:a/>", "1:2 namespace-name :a"},
		{"<a:/>", "1:2 namespace-name a:"},
		{"<a:1/>", "1:2 namespace-name a:1"},
		{"<?p:q x?><a/>", "1:3 namespace-name p:q"},
		{dtd("<!ENTITY p:e 'x'>", "<a/>"), "1:23 namespace-name p:e"},
		{dtd("<!NOTATION p:n SYSTEM 'x'>", "<a/>"), "1:25 namespace-name p:n"},
		{"<!DOCTYPE a SYSTEM 'x'><p:a/>", ""},
		{dtd("<!ATTLIST a xmlns:p CDATA #FIXED 'u'>", "<a p:b='1'/>"), ""},
		{dtd("<!ENTITY e '<p:b/>'>", "<a xmlns:p='u'>&e;</a>"), ""},
		{dtd("<!ENTITY e '<p:b/>'>", "<a>&e;</a>"), "1:39 undeclared-prefix p"},
	} {
		var got []string
		for _, p := range parse(tt.src) {
			got = append(got, fmt.Sprintf("%d:%d %s %s", p.Line, p.Column, p.Code, p.Data["Name"]))
			if p.Severity != diag.Warning {
				t.Errorf("%q: %s is an error", tt.src, p.Code)
			}
		}
		if s := strings.Join(got, ", "); s != tt.want {
			t.Errorf("%q: %s, want %s", tt.src, s, tt.want)
		}
	}
}

func TestBounds(t *testing.T) {
	laughs := "<!ENTITY l0 'lol'>"
	params := "<!ENTITY % l0 ''>"
	for i := 1; i < 40; i++ {
		laughs += fmt.Sprintf("<!ENTITY l%d '%s'>", i, strings.Repeat(fmt.Sprintf("&l%d;", i-1), 10))
		params += fmt.Sprintf("<!ENTITY %% l%d '%s'>", i, strings.Repeat(fmt.Sprintf("&#37;l%d;", i-1), 10))
	}
	quadratic := "<!ENTITY x '" + strings.Repeat("x", 100000) + "'>"
	for name, tt := range map[string]struct {
		src  string
		code diag.Code
	}{
		"billion laughs":         {dtd(laughs, "<a>&l39;</a>"), diag.EntityBomb},
		"laughs in declarations": {dtd(params+"%l39;", "<a/>"), diag.EntityBomb},
		"laughs in an attribute": {dtd(laughs, "<a b='&l39;'/>"), diag.EntityBomb},
		"quadratic":              {dtd(quadratic, "<a>"+strings.Repeat("&x;", 10000)+"</a>"), diag.EntityBomb},
		"elements":               {strings.Repeat("<a>", 10000), diag.TooDeep},
		"groups":                 {dtd("<!ELEMENT a "+strings.Repeat("(", 10000), ""), diag.TooDeep},
	} {
		problems := parse(tt.src)
		if len(problems) == 0 || problems[0].Code != tt.code {
			t.Errorf("%s: %+v", name, problems)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, src := range append(accepted, rejected...) {
		f.Add([]byte(src))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		l := diag.NewList(context.Background(), src)
		Parse(src, l)
		for _, p := range l.Problems() {
			if p.From < 0 || p.To < p.From || p.To > len(src) || p.Line < 1 || p.Column < 1 {
				t.Errorf("%+v", p)
			}
		}
	})
}

func BenchmarkXML(b *testing.B) {
	src := []byte("<a>" + strings.Repeat("<server name='web' port=\"80\">text &amp; more<b/></server>\n", 18000) + "</a>")
	b.SetBytes(int64(len(src)))
	for b.Loop() {
		l := diag.NewList(b.Context(), src)
		Parse(src, l)
		if l.Failed() {
			b.Fatal(l.Problems())
		}
	}
}
