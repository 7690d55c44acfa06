namespace McpOps.Core.Tests.Logs;

/// <summary>Times in one bracket with the level, and those with a bar between day and clock: the day is known, and the year is the latest that is not after the file.</summary>
public class BracketedTimeTests
{
    [Theory]
    [InlineData("[42:42:1120/100000.123456:ERROR:gpu.cc(9)] gone\n", "11-20T10:00:00.123456", "ERROR")]
    [InlineData("[1120/100000.123:WARNING:gpu.cc(9)] slow\n", "11-20T10:00:00.123000", "WARNING")]
    [InlineData("[42:42:0229/235959.5:FATAL:gpu.cc(9)] gone\n", "02-29T23:59:59.500000", "CRITICAL")]
    [InlineData("ERROR[05-22|10:11:12.345] Failed to prepare header    err=none\n", "05-22T10:11:12.345000", "ERROR")]
    [InlineData("E[05-22|10:11:12.345] dialing failed    module=pex\n", "05-22T10:11:12.345000", "ERROR")]
    [InlineData("I[2024-05-22|10:11:12.345] up    module=main\n", "05-22T10:11:12.345000", "INFO")]
    [InlineData("[42:43:20261120,100000.123456:ERROR file.cc:144] open\n", "11-20T10:00:00.123456", "ERROR")]
    public async Task The_time_and_the_level_are_read(string line, string time, string level)
    {
        foreach (var lines in (int[])[1, 3, 20])
        {
            var entries = await new LogRun().ReadAsync(LogRun.OfText(string.Concat(Enumerable.Repeat(line, lines))));
            Assert.Equal(lines, entries.Count);
            Assert.All(entries, entry => Assert.Equal((time, level), (entry.Time?.ToUniversalTime().ToString("MM-dd'T'HH:mm:ss.ffffff", System.Globalization.CultureInfo.InvariantCulture), entry.Level)));
        }
    }

    [Theory]
    [InlineData("[42:42:1320/100000.123456:ERROR:gpu.cc(9)] gone\n")]
    [InlineData("[42:42:1120/996100.123456:ERROR:gpu.cc(9)] gone\n")]
    [InlineData("[42:42:/:ERROR:gpu.cc(9)] gone and away\n")]
    [InlineData("[:,:::::::::::::::::::::::::::] gone\n")]
    public async Task What_is_no_time_is_none(string line) =>
        Assert.All(await new LogRun().ReadAsync(LogRun.OfText(line + line)), entry => Assert.Null(entry.Time));
}
