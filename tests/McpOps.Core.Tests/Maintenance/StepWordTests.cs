using McpOps.Capacity;
using McpOps.Maintenance.Plans.Steps;
using McpOps.Servers;

namespace McpOps.Core.Tests.Maintenance;

/// <summary>What steps and areas say to somebody who has to act on it.</summary>
public sealed class StepWordTests
{
    private static readonly TimeSpan Horizon = TimeSpan.FromDays(90);

    [Fact]
    public void That_there_is_too_little_history_to_look_ahead_is_said()
    {
        Assert.StartsWith("There is no history to look ahead from. ", CapacityStep.Outlook(true, [], Horizon), StringComparison.Ordinal);
        Assert.StartsWith("There is too little history to look ahead from: 3 values are too few. ", CapacityStep.Outlook(false, [Few(2), Few(3)], Horizon), StringComparison.Ordinal);
    }

    [Fact]
    public void Whether_anything_runs_out_is_said_and_of_how_much_nothing_is_known()
    {
        var calm = new McpForecast { Metric = "disk", Trend = ForecastTrend.Stable };
        Assert.Equal("Of 1 figure none reaches a threshold within 90 days.", CapacityStep.Outlook(false, [calm], Horizon));
        Assert.Equal("Of 3 figures 2 reach a threshold within 90 days; of 1 more there is too little history.",
            CapacityStep.Outlook(false, [calm, calm with { WithinHorizon = true }, calm with { WithinHorizon = true }, Few(2)], Horizon));
    }

    [Fact]
    public void A_file_of_two_sets_is_one_file()
    {
        var folder = Directory.CreateTempSubdirectory("mcpops-sets-");
        try
        {
            var file = Path.Combine(folder.FullName, "settings.env");
            File.WriteAllText(file, "A=1");
            var server = new McpServer { Name = "web", Backup = new McpBackupPlan { Sets = [new McpBackupSet("config", [file]), new McpBackupSet("app", [folder.FullName])] } };
            Assert.Equal([file], SavedConfiguration.Files(server).Select(one => one.FullName));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static McpForecast Few(int points) => new() { Metric = "cpu", Trend = ForecastTrend.TooLittleData, Points = points, Message = $"{points} values are too few." };
}
