using Cronos;

namespace McpOps.Servers;

/// <summary>Cron expressions of five fields, as crontab writes them.</summary>
internal static class CronText
{
    /// <summary>What is wrong with an expression; null when nothing is.</summary>
    public static string? Problem(string text) =>
        CronExpression.TryParse(text, CronFormat.Standard, out _) ? null : Reason(text);

    /// <summary>Reads an expression that was found right.</summary>
    public static CronExpression Parse(string text) => CronExpression.Parse(text, CronFormat.Standard);

    private static string Reason(string text)
    {
        try
        {
            CronExpression.Parse(text, CronFormat.Standard);
            return "";
        }
        catch (CronFormatException exception)
        {
            return exception.Message;
        }
    }
}
