namespace McpOps.Logs.Parsing;

/// <summary>Tells what a runtime writes when an error is caught by nobody: Python, .NET, Java, Node, Go and Rust.</summary>
internal static class UncaughtError
{
    private const int MaxPlace = 120;
    private const int MaxDump = 400;

    /// <summary>Whether an entry that fits no format is such a report.</summary>
    /// <param name="head">Its first line.</param>
    /// <param name="text">All its lines.</param>
    public static bool Is(ReadOnlySpan<byte> head, ReadOnlySpan<byte> text) =>
        Continuation.BeginsTrace(head) || Continuation.IsException(head) || IsAlone(head) || Begins(head) || text.IndexOf("\n    at "u8) >= 0 || text.IndexOf("\n      at "u8) >= 0 || text.IndexOf("\n   at "u8) >= 0 || text.IndexOf("\n\tat "u8) >= 0;

    /// <summary>Whether a line begins such a report, by itself.</summary>
    public static bool Begins(ReadOnlySpan<byte> line) => !line.IsEmpty && line[0] switch
    {
        (byte)'T' when Continuation.BeginsTrace(line) => true,
        (byte)' ' => line.StartsWith("  + Exception Group Traceback (most recent call last)"u8),
        (byte)'E' when line.StartsWith("Exception in thread "u8) || line.StartsWith("Exception ignored in: "u8) => true,
        (byte)'P' or (byte)'F' when IsPhp(line) => true,
        (byte)'/' or (byte)'.' when IsRuby(line) => true,
        (byte)'U' or (byte)'u' when line.StartsWith("Unhandled "u8) || line.StartsWith("Uncaught "u8) => true,
        (byte)'*' => line.StartsWith("** ("u8),
        >= (byte)'A' and <= (byte)'Z' => IsBareError(line) || IsAlone(line),
        _ => IsAlone(line),
    };

    /// <summary>Whether a line says by itself that a program came to its end.</summary>
    public static bool IsAlone(ReadOnlySpan<byte> line) =>
        IsRust(line) || line.StartsWith("fatal error: "u8) || line.StartsWith("Segmentation fault"u8) || line.StartsWith("terminate called "u8) || line.StartsWith("libc++abi: terminating "u8) || line.StartsWith("panic: "u8) || line.StartsWith("Stack overflow."u8) || IsPhp(line) || IsRuby(line) || line.StartsWith("Exception in thread "u8)
        || line.StartsWith("Unhandled exception"u8) || line.StartsWith("Unhandled rejection"u8) || line.StartsWith("[UnhandledPromiseRejection"u8) || line.StartsWith("Uncaught "u8) || line.StartsWith("Exception ignored in: "u8)
        || line.StartsWith("Fatal Python error: "u8) || line.StartsWith("Task exception was never retrieved"u8) || line.StartsWith("Future exception was never retrieved"u8) || line.StartsWith("java.lang.OutOfMemoryError: "u8) || IsOfMachine(line);

    /// <summary>What the virtual machine, the C library, a sanitizer or the shell says of the end of a process.</summary>
    private static bool IsOfMachine(ReadOnlySpan<byte> line) => !line.IsEmpty && line[0] switch
    {
        (byte)'#' => line.StartsWith("# A fatal error has been detected by the Java Runtime Environment"u8),
        (byte)'=' => line.StartsWith("=="u8) && line.IndexOf("==ERROR: "u8) > 0,
        (byte)'*' => line.StartsWith("*** "u8) && line.IndexOf(" detected ***"u8) > 0,
        (byte)'F' => line.StartsWith("FATAL ERROR: "u8),
        (byte)'d' or (byte)'f' or (byte)'m' or (byte)'c' when IsOfHeap(line) => true,
        (byte)'l' when IsLua(line) => true,
        (byte)'E' when line.StartsWith("Error in "u8) => line.EndsWith(" :"u8) || line.IndexOf(" : "u8) > 0,
        _ => IsDump(line) || line.IndexOf(": Fatal error: "u8) is > 0 and < MaxPlace,
    };

    // "lua: a.lua:9: attempt to index a nil value", "lua5.4: …", "luajit: …"
    private static bool IsLua(ReadOnlySpan<byte> line) =>
        line.StartsWith("lua"u8) && line.IndexOf(": "u8) is > 2 and < 10 and var colon && line[(colon + 2)..] is var rest && rest.IndexOf(": "u8) is > 2 and var place && char.IsAsciiDigit((char)rest[place - 1]) && rest[..place].Contains((byte)':');

    private static bool IsOfHeap(ReadOnlySpan<byte> line) =>
        line.StartsWith("double free or corruption"u8) || line.StartsWith("free(): "u8) || line.StartsWith("malloc(): "u8) || line.StartsWith("munmap_chunk(): "u8) || line.StartsWith("corrupted "u8);

    /// <summary>The shell's word for a process that a signal ended: <c>run.sh: line 3: 42 Segmentation fault (core dumped) ./app</c>.</summary>
    public static bool IsDump(ReadOnlySpan<byte> line) => line.Length < MaxDump && line.IndexOf("(core dumped)"u8) > 0;

    /// <summary>The place that Node names before it shows the line: <c>/app/x.js:3</c>, <c>node:internal/modules/cjs/loader:1147</c>.</summary>
    public static bool IsPlace(ReadOnlySpan<byte> line)
    {
        var colon = line.LastIndexOf((byte)':');
        return colon > 4 && colon + 1 < line.Length && !line[(colon + 1)..].ContainsAnyExceptInRange((byte)'0', (byte)'9') && !line.Contains((byte)' ')
            && (line[0] == '/' || line.StartsWith("node:"u8) || line.StartsWith("file:///"u8) || line[1..].StartsWith(":\\"u8));
    }

    // "TypeError: x is not a function": Node and Python name errors without a namespace.
    public static bool IsBareError(ReadOnlySpan<byte> line)
    {
        var end = ExceptionName.Length(line);
        return end > 0 && end < line.Length && line[end] == ':' && !line[..end].Contains((byte)'.');
    }

    /// <summary>Rust: <c>thread 'main' panicked at src/main.rs:2:5:</c>. With a colon at the end, the message is the next line.</summary>
    public static bool IsRust(ReadOnlySpan<byte> line) => line.StartsWith("thread '"u8) && (line.IndexOf(" panicked at "u8) > 0 || line.EndsWith(" has overflowed its stack"u8));

    /// <summary>Whether the runtime of Go or Rust says that it ends the program, which the program may have said before it.</summary>
    public static bool IsEndOfRuntime(ReadOnlySpan<byte> line) => line.StartsWith("panic: "u8) || line.StartsWith("fatal error: "u8) || IsRust(line);

    /// <summary>Whether an error names such an end.</summary>
    public static bool TellsOfEnd(ReadOnlySpan<byte> line) => line.IndexOf("panic"u8) >= 0 || line.IndexOf("PANIC"u8) >= 0 || line.IndexOf("Panic"u8) >= 0 || line.IndexOf("fatal"u8) >= 0;

    // "PHP Fatal error:  Uncaught Exception: no in /a.php:3", and the same without "PHP" on the console.
    private static bool IsPhp(ReadOnlySpan<byte> line) => line.StartsWith("PHP Fatal error:  "u8) || line.StartsWith("PHP Parse error:  "u8) || line.StartsWith("Fatal error: Uncaught "u8);

    // "/app/a.rb:3:in `f': no (RuntimeError)"
    private static bool IsRuby(ReadOnlySpan<byte> line) =>
        line.Length > 12 && line[^1] == ')' && line.IndexOf(":in "u8) is > 0 and var place && char.IsAsciiDigit((char)line[place - 1]) && line.LastIndexOf((byte)'(') is > 0 and var open && open > place && ExceptionName.Length(line[(open + 1)..^1]) > 0;

    /// <summary>Whether a line that is not indented goes on with the report before it.</summary>
    public static bool GoesOn(ReadOnlySpan<byte> line) =>
        (line.StartsWith("goroutine "u8) && line.EndsWith("]:"u8)) || line.StartsWith("created by "u8) || line.StartsWith("exit status "u8) || line.StartsWith("stack backtrace:"u8) || line.StartsWith("[signal "u8) || line.StartsWith("Stack trace:"u8)
        || line.StartsWith("stack traceback:"u8) || line.StartsWith("Execution halted"u8) || line.StartsWith("Calls: "u8) || line.StartsWith("Node.js v"u8) || IsNote(line) || IsGoFrame(line);

    /// <summary>Rust's advice below a panic, which looks like a level.</summary>
    public static bool IsNote(ReadOnlySpan<byte> line) => line.StartsWith("note: run with `RUST_BACKTRACE"u8) || line.StartsWith("note: Some details are omitted, run with `RUST_BACKTRACE"u8);

    // "main.f(...)", "net/http.(*conn).serve(0xc000, {0x7f, 0xc})".
    private static bool IsGoFrame(ReadOnlySpan<byte> line)
    {
        var open = line.IndexOf((byte)'(');
        var dot = line.IndexOf((byte)'.');
        return dot > 0 && open > dot && line[^1] == ')' && !line[..open].Contains((byte)' ');
    }
}
