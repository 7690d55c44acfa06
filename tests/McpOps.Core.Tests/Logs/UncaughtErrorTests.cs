using McpOps.Logs;

namespace McpOps.Core.Tests.Logs;

/// <summary>What runtimes write when an error is caught by nobody: each report is an error of its own, also in a log of nothing else.</summary>
public sealed class UncaughtErrorTests
{
    public static TheoryData<string, string?> Reports => new()
    {
        { "Traceback (most recent call last):\n  File \"a.py\", line 1, in <module>\n    x()\nValueError: bad 1\n", "ValueError" },
        { "Exception in thread \"main\" java.lang.IllegalStateException: oops\n\tat a.B.c(B.java:1)\nCaused by: java.io.IOException: disk\n\tat x.Y.z(Y.java:3)\n\t... 2 more\n", "IllegalStateException" },
        { "java.lang.IllegalStateException: oops\n\tat a.B.c(B.java:1)\n\tat a.B.d(B.java:2)\n", "IllegalStateException" },
        { "Unhandled exception. System.InvalidOperationException: bad\n ---> System.TimeoutException: slow\n   --- End of inner exception stack trace ---\n   at P.M() in /a.cs:line 3\n", "InvalidOperationException" },
        { "/app/x.js:3\n    throw new TypeError(\"bad\");\n    ^\n\nTypeError: bad\n    at Object.<anonymous> (/app/x.js:3:7)\n    at node:internal/main:1:1\n\nNode.js v20.1.0\n", "TypeError" },
        { "TypeError: bad\n    at Object.<anonymous> (/app/x.js:3:7)\n    at node:internal/main:1:1\n", "TypeError" },
        { "panic: runtime error: index out of range [5] with length 3\n\ngoroutine 1 [running]:\nmain.f(...)\n\t/tmp/a.go:5\nnet/http.(*conn).serve(0xc000, {0x7f, 0xc})\n\t/tmp/a.go:9 +0x1d\nexit status 2\n", null },
        { "thread 'main' panicked at src/main.rs:2:5:\nindex out of bounds: the len is 3 but the index is 99\nstack backtrace:\n   0: rust_begin_unwind\n             at /rustc/abc/panicking.rs:652:5\nnote: run with `RUST_BACKTRACE=full` for a verbose backtrace.\n", null },
    };

    [Theory]
    [MemberData(nameof(Reports))]
    public async Task A_log_of_nothing_else_has_an_error_for_each(string report, string? type)
    {
        var summary = await new LogRun().SummarizeAsync(LogRun.OfText(string.Concat(Enumerable.Repeat(report, 20))));
        Assert.Equal((20, 20, 20 * report.Count(letter => letter == '\n')), (summary.Entries, summary.Errors, summary.Lines));
        Assert.Equal(20, Assert.Single(summary.TopErrors).Count);
        Assert.True(type is null || summary.TopErrors[0].ErrorType == type, summary.TopErrors[0].ErrorType);
    }

    [Theory]
    [MemberData(nameof(Reports))]
    public async Task Among_other_lines_none_of_it_is_an_entry_of_its_own(string report, string? type)
    {
        const string Line = "2026-11-20 06:00:00,000 - app - ERROR - It broke\n";
        var summary = await new LogRun().SummarizeAsync(LogRun.OfText(string.Concat(Enumerable.Repeat(Line + report, 20))));
        Assert.InRange(summary.Entries, 20, 40);
        Assert.Equal(summary.Entries, summary.Errors);
        Assert.True(type is null || summary.TopErrors.Any(error => error.ErrorType == type));
    }

    [Theory]
    [InlineData("Error: connect ECONNREFUSED\n    at f (/app/x.js:1:2)\n")]
    [InlineData("java.lang.OutOfMemoryError: Java heap space\n\tat a.B.c(B.java:1)\n")]
    [InlineData("TypeError: bad\n    at f (/app/x.js:1:2)\n")]
    [InlineData("ERROR:  duplicate key\nDETAIL:  Key (a)=(1) already exists.\n")]
    public async Task The_text_of_an_error_belongs_to_the_error_above_it_and_is_one_of_its_own_below_another_entry(string text)
    {
        const string Calm = "2026-11-20 06:00:00,000 INFO [main] a.B - all is well\n";
        const string Error = "2026-11-20 06:00:00,000 ERROR [main] a.B - it broke\n";
        var calm = string.Concat(Enumerable.Repeat(Calm, 200));
        Assert.Equal((402, 2), Counts(await new LogRun().SummarizeAsync(LogRun.OfText(calm + text + calm + text))));
        Assert.Equal((402, 2), Counts(await new LogRun().SummarizeAsync(LogRun.OfText(calm + Error + text + calm + Error + text))));

        static (long, long) Counts(McpLogSummary summary) => (summary.Entries, summary.Errors);
    }

    [Theory]
    [InlineData("\u001b[0m\u001b[K\n2026-11-20 06:00:00 INFO all is well\n", 1)]
    [InlineData("\u001b[0m\n  below nothing\n2026-11-20 06:00:00 INFO all is well\n", 1)]
    public async Task A_line_of_colours_alone_is_no_report(string text, int least)
    {
        var summary = await new LogRun().SummarizeAsync(LogRun.OfText(text));
        Assert.True(summary.Entries >= least);
        Assert.Equal(0, summary.Errors);
    }
}
