using System.Globalization;

namespace McpOps.Cli.Tests;

/// <summary>Rotations that are killed at any moment, while a writer writes all the time: by a signal no line is lost, by a cut only at the moment of the cut, and none is there twice.</summary>
[Collection(AloneCollection.Name)]
public sealed class RotationKillTests : IDisposable
{
    private const int Burst = 20;

    // Bursts of lines, and the log opened anew on HUP; it ends when its standard input does.
    private const string Writer = """
        use POSIX; $| = 1; my ($path, $burst) = @ARGV; my $n = 0;
        sub again { open($log, '>>', $path); $log->autoflush(0); } use IO::Handle; again(); $SIG{HUP} = sub { $hup = 1 };
        fcntl(STDIN, F_SETFL, O_NONBLOCK);
        while (1) { if ($hup) { $hup = 0; close($log); again(); } my $text = ''; $text .= sprintf("line %08d\n", ++$n) for 1..$burst; syswrite($log, $text);
          my $read = sysread(STDIN, my $byte, 1); last if defined($read) && $read == 0; select(undef, undef, undef, 0.002); }
        print "$n\n";
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mcpops-struck-");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    // MCPOPS_STRIKES=20000 is the long form: a thousand kills for each of the ways.
    [Theory]
    [InlineData("\"signal\": \"HUP\", ", false)]
    [InlineData("", true)]
    public async Task Whatever_is_struck_a_line_is_lost_by_a_cut_only_and_none_is_there_twice(string rule, bool cuts)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Command.Find("perl") is not null, "needs perl");
        var strikes = int.TryParse(Environment.GetEnvironmentVariable("MCPOPS_STRIKES"), CultureInfo.InvariantCulture, out var wanted) ? Math.Max(3, wanted / 20) : 3;
        var logs = _folder.CreateSubdirectory("logs").FullName;
        var inventory = Path.Combine(_folder.FullName, "mcpops.json");
        await File.WriteAllTextAsync(inventory, $$"""{ "history": { "store": "state" }, "servers": { "a": { "command": "x", "rotate": [{ "paths": ["{{logs}}/*.log"], "every": "1d", "keep": 10000, {{rule}}"compress": {{(cuts ? "false" : "true")}} }] } } }""", Stop);
        using var writer = Command.Start("perl", ["-e", Writer, Path.Combine(logs, "app.log"), $"{Burst}"]);
        var (random, announced, unsure) = (new Random(17), 0L, 0L);
        string[] words = ["rotate", "--force", "--config-path", inventory, "-o", "json"];
        Assert.True(await Eventually.HoldsAsync(() => new FileInfo(Path.Combine(logs, "app.log")) is { Exists: true, Length: > 0 }, TimeSpan.FromSeconds(20), Stop));
        var first = await Command.RunAsync(Command.McpOps, words, Stop);
        Assert.True(first.ExitCode is 0, first.Output + first.Error);
        for (var strike = 0; strike < strikes; strike++)
        {
            using (var struck = Command.Start(Command.McpOps, words))
            {
                // Its start takes most of the time: the rotation itself is what is to be struck.
                await Eventually.HoldsAsync(() => struck.HasExited || IsBegun(), TimeSpan.FromSeconds(30), Stop);
                await Task.Delay(random.Next(0, 40), Stop);
                struck.Kill();
                var (output, error) = (await struck.StandardOutput.ReadToEndAsync(Stop), await struck.StandardError.ReadToEndAsync(Stop));
                await struck.WaitForExitAsync(Stop);
                (announced, unsure) = (announced + Lost(output), unsure + Cuts(error));
            }

            var whole = await Command.RunAsync(Command.McpOps, words, Stop);
            Assert.True(whole.ExitCode is 0, whole.Output + whole.Error);
            (announced, unsure) = (announced + Lost(whole.Output), unsure + Cuts(whole.Error));
        }

        writer.StandardInput.Close();
        var written = int.Parse((await writer.StandardOutput.ReadLineAsync(Stop))!, CultureInfo.InvariantCulture);
        await writer.WaitForExitAsync(Stop);
        var found = Lines(logs);
        TestContext.Current.SendDiagnosticMessage($"{strikes} kills: {written} lines, {written - found.Count} not there; {announced} bytes announced, {unsure} cuts struck");
        Assert.Equal(found.Distinct().Order(), found.Order());
        if (cuts)
        {
            // Between the last look and the cut itself bursts may come that nobody can count: at most one gap for each rotation, and nothing out of its order.
            Assert.Equal(found.Order(), found);
            Assert.InRange(found.Zip(found.Skip(1)).Count(pair => pair.Second != pair.First + 1), 0, (2 * strikes) + 1);
        }
        else
        {
            Assert.Equal(Enumerable.Range(1, written), found);
        }
    }

    private bool IsBegun()
    {
        try
        {
            return !File.ReadAllText(Path.Combine(_folder.FullName, "state", "rotation.json")).Contains("\"begun\":[]", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static long Lost(string output)
    {
        if (output.Length == 0)
        {
            return 0;
        }

        try
        {
            using var records = System.Text.Json.JsonDocument.Parse(output);
            return records.RootElement.EnumerateArray().Sum(record => record.GetProperty("lostBytes").GetInt64());
        }
        catch (System.Text.Json.JsonException)
        {
            // It was struck while it wrote.
            return 0;
        }
    }

    private static long Cuts(string error) => error.Split("RotationCut").Length - 1;

    // In the order in which they were written: the oldest archive first.
    private static IReadOnlyList<int> Lines(string logs) => [.. Directory.EnumerateFiles(logs).OrderByDescending(Number).SelectMany(path => Text(path).Split('\n', StringSplitOptions.RemoveEmptyEntries)).Select(line => int.Parse(line.AsSpan(5), CultureInfo.InvariantCulture))];

    private static int Number(string path) => int.TryParse(Path.GetFileName(path).Split('.').ElementAtOrDefault(2), CultureInfo.InvariantCulture, out var number) ? number : 0;

    private static string Text(string path)
    {
        using var file = File.OpenRead(path);
        using Stream text = path.EndsWith(".gz", StringComparison.Ordinal) ? new System.IO.Compression.GZipStream(file, System.IO.Compression.CompressionMode.Decompress) : file;
        return new StreamReader(text).ReadToEnd();
    }
}
