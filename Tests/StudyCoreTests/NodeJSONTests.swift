import Testing

@testable import StudyCore

@Suite("JSON")
struct NodeJSONTests {
    @Test(
        "is read and written back as it was",
        arguments: [
            "null", "true", "false", "0", "-1", "9223372036854775807", "-9223372036854775808", "1.5", "1e-05", "1e+300",
            "5e-324", "-0.0", "\"\"", "\"a\"", "[]", "{}", "[1,[2,[3]]]", #"{"b":1,"a":{"c":[null,true]}}"#,
            #""\"\\\n\r\t\u0000\u001f\u007f/""#, "\"Größe 日本 🎉\"",
        ])
    func roundTrip(_ text: String) throws { #expect(try Node(json: text).json == text) }

    @Test("keeps integers apart from reals")
    func numbers() throws {
        #expect(try Node(json: "1").content == .integer(1))
        #expect(try Node(json: "1.0").content == .real(1))
        #expect(try Node(json: "1e0").content == .real(1))
        #expect(try Node(json: "1E+2").content == .real(100))
        #expect(try Node(json: "-0").content == .integer(0))
        #expect(try Node(json: "9223372036854775808").content == .real(9_223_372_036_854_775_808))
        #expect(try Node(json: "123456789012345678901234567890").content == .real(1.2345678901234568e29))
        #expect(try Node(json: "0.1").numberValue == 0.1)
        #expect(try Node(json: "1e-400").content == .real(0))
    }

    @Test("every double is read back as itself")
    func doubles() throws {
        var bits: UInt64 = 0x9E37_79B9_7F4A_7C15
        for _ in 0..<2000 {
            bits = bits &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let value = Double(bitPattern: bits)
            guard value.isFinite else { continue }
            #expect(try Node(json: Node.real(value).json).content == .real(value))
        }
    }

    @Test("writes numbers that are not finite as null")
    func notFinite() {
        #expect(Node(.real(.nan)).json == "null")
        #expect(Node(.list([.real(.infinity), Node(.real(-.infinity))])).json == "[null,null]")
        #expect(Node.number(.nan).isNull)
        #expect(Node.number(1_068_810).json == "1068810")
        #expect(Node.number(-0.0).json == "0")
        #expect(Node.number(0.5).json == "0.5")
    }

    @Test("escapes are read, surrogate pairs among them")
    func escapes() throws {
        #expect(try Node(json: #""\b\f\n\r\t\/\\\"""#).textValue == "\u{8}\u{C}\n\r\t/\\\"")
        #expect(try Node(json: #""\u0041\u00e9\u65e5\uD83C\uDF89\ud800\udc00""#).textValue == "Aé日🎉\u{10000}")
        #expect(try Node(json: #""\udbff\udfff""#).textValue == "\u{10FFFF}")
        #expect(try Node(json: #""\u0000""#).textValue == "\u{0}")
    }

    @Test(
        "what is not JSON is refused with its place and the reason",
        arguments: [
            ("", 0, "the text ends early"), (" ", 1, "the text ends early"), ("1 2", 2, "text follows the value"),
            ("01", 2, "a number begins with a needless zero"), ("-01", 3, "a number begins with a needless zero"),
            ("1.", 2, "a digit is expected"), (".5", 0, "a value is expected"), ("+1", 0, "a value is expected"),
            ("1e", 2, "a digit is expected"), ("1e+", 3, "a digit is expected"), ("-", 1, "a value is expected"),
            ("1e400", 5, "the number is out of range"), ("NaN", 0, "a value is expected"),
            ("Infinity", 0, "a value is expected"), ("nul", 0, "unknown word"), ("nulll", 4, "text follows the value"),
            ("'a'", 0, "a value is expected"), ("\"a", 2, "a text is not closed"), ("\"\\", 2, "a text is not closed"),
            (#""\x""#, 3, "unknown escape"), ("\"\n\"", 2, "a control character stands in a text"),
            (#""\u12""#, 3, "four hexadecimal digits are expected"),
            (#""\u+123""#, 3, "four hexadecimal digits are expected"), (#""\ud800""#, 7, "half a surrogate pair"),
            (#""\udc00""#, 7, "half a surrogate pair"), (#""\ud800\u0041""#, 13, "half a surrogate pair"),
            (#""\ud800\uffff""#, 13, "half a surrogate pair"), (#""\ud800\n""#, 8, "half a surrogate pair"),
            ("[1,]", 3, "a value is expected"), ("[1 2]", 3, "a comma or a closing bracket is expected"),
            ("[", 1, "the text ends early"), ("]", 0, "a value is expected"), ("{\"a\":1,}", 7, "a key is expected"),
            ("{a:1}", 1, "a key is expected"), ("{\"a\" 1}", 5, "a colon is expected"),
            ("{\"a\":1 \"b\":2}", 7, "a comma or a closing brace is expected"),
            (#"{"a":1,"a":2}"#, 10, "the key \"a\" stands twice"),
            (#"{"a\n":1,"a\n":2}"#, 14, "the key \"a\\n\" stands twice"), ("// c\n1", 0, "a value is expected"),
            ("\u{FEFF}1", 0, "a value is expected"),
        ])
    func refused(_ text: String, offset: Int, reason: String) {
        #expect(throws: JSONSyntaxError(offset: offset, reason: reason)) { try Node(json: text) }
    }

    @Test("an error tells its place in one sentence")
    func sentence() {
        #expect(
            JSONSyntaxError(offset: 3, reason: "a value is expected").description
                == "not valid JSON at byte 3: a value is expected")
    }

    @Test("bytes that are not UTF-8 are refused")
    func encoding() {
        #expect(throws: JSONSyntaxError.self) { try Node(json: [0x22, 0xFF, 0x22]) }
        #expect(throws: JSONSyntaxError.self) { try Node(json: [0x22, 0xED, 0xA0, 0x80, 0x22]) }
        #expect(throws: JSONSyntaxError.self) { try Node(json: [0x22, 0xC0, 0x80, 0x22]) }
    }

    @Test("depth ends at 128")
    func depth() throws {
        func nested(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        #expect(try Node(json: nested(128)).json == nested(128))
        #expect(throws: JSONSyntaxError.self) { try Node(json: nested(130)) }
        #expect(throws: JSONSyntaxError.self) { try Node(json: String(repeating: "{\"a\":", count: 100_000)) }
    }

    @Test("random bytes are read or refused, never more")
    func noise() {
        let alphabet = Array(#"{}[]",:\ud8dc0123eE+-.truefalsn "#.utf8) + [0x00, 0x0A, 0x80, 0xC3, 0xFF]
        var bits: UInt64 = 42
        for _ in 0..<20_000 {
            let bytes = (0..<12).map { _ -> UInt8 in
                bits = bits &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                return alphabet[Int(bits >> 33) % alphabet.count]
            }
            if let node = try? Node(json: bytes) { #expect((try? Node(json: node.json)) == node) }
        }
    }

    @Test("canonical JSON sorts keys by their scalars at every depth, and keeps lists as they are")
    func canonical() throws {
        let node = try Node(json: #"{"b":[{"z":1,"a":2},1.0],"a":1,"é":2,"Z":3,"aa":4}"#)
        #expect(node.canonicalJSON == #"{"Z":3,"a":1,"aa":4,"b":[{"a":2,"z":1},1.0],"é":2}"#)
        let other = try Node(json: #"{"a":1,"aa":4,"Z":3,"é":2,"b":[{"a":2,"z":1},1.0]}"#)
        #expect(other.canonicalJSON == node.canonicalJSON)
        #expect(!other.holdsSame(as: node))
    }

    @Test("pretty JSON spreads maps and lists of maps, and keeps lists of numbers on their line")
    func pretty() {
        let node: Node = ["a": [1, 2], "b": ["c": [:], "d": [["e": 1]]], "f": []]
        #expect(
            node.prettyJSON == """
                {
                  "a": [1,2],
                  "b": {
                    "c": {},
                    "d": [
                      {
                        "e": 1
                      }
                    ]
                  },
                  "f": []
                }
                """)
    }

    @Test("a map gives the value under a key, anything else nothing")
    func subscripting() {
        let node: Node = ["a": 1, "b": nil]
        #expect(node["a"] == 1)
        #expect(node["b"]?.isNull == true)
        #expect(node["c"] == nil)
        #expect(Node.integer(1)["a"] == nil)
    }
}
