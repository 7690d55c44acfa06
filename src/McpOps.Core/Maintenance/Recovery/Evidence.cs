using System.Globalization;
using System.Text;
using McpOps.Files;
using McpOps.Logs;
using McpOps.Platform;
using McpOps.Probing;
using McpOps.Servers;

namespace McpOps.Maintenance.Recovery;

/// <summary>What a restart would wipe away, in one file: how the server was, its processes and limits, the end of its logs. Secrets are masked.</summary>
internal sealed class Evidence(EngineContext context, string folder)
{
    private const int LogLines = 200;
    private const int Kept = 20;

    /// <summary>Writes it.</summary>
    /// <returns>The file.</returns>
    public async Task<string> KeepAsync(McpServer server, RecoveryFacts facts, ProcessTree tree, CancellationToken cancellationToken)
    {
        var place = Path.Combine(folder, "evidence");
        OwnerOnly.CreateLastingFolder(place);
        var name = new string([.. server.Name.Select(character => char.IsLetterOrDigit(character) || character is '-' or '_' ? character : '-')]);
        var file = Path.Combine(place, string.Create(CultureInfo.InvariantCulture, $"{name}-{context.Time.GetUtcNow():yyyyMMddTHHmmssfffZ}.txt"));
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{server.Name} is {facts.Health.Status} ({facts.Health.Verdict}): {facts.Health.Message}\n");
        foreach (var check in facts.Health.Checks)
        {
            text.Append(CultureInfo.InvariantCulture, $"{check.Name}: {check.Status} {check.Value} {check.Unit} {check.Message}\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"\nservice: {facts.Service?.Status} {facts.Service?.Message} exit status {facts.ExitStatus} restarts {facts.Service?.Restarts}\n");
        foreach (var id in tree.Ids)
        {
            var process = ProcessTable.Get(id);
            text.Append(CultureInfo.InvariantCulture, $"\nprocess {id}: {string.Join(' ', Redaction.MaskArguments(process?.Arguments ?? []))}\nmemory {process?.RssBytes} bytes, threads {process?.Threads}, handles {process?.Handles}, since {process?.StartedAt:u}\n");
            text.Append(ProcText(id, "limits")).Append(ProcText(id, "io"));
        }

        if (ServiceReferences.Output(server)?.Last(LogLines) is { Count: > 0 } printed)
        {
            text.Append("\nWhat it printed last:\n").AppendJoin('\n', printed).Append('\n');
        }

        text.Append("\nThe end of its logs:\n");
        await AppendLogsAsync(text, server, cancellationToken);
        var known = KnownValues.Of(server, Environment.GetEnvironmentVariable);
        OwnerOnly.Replace(place, Path.GetFileName(file), Encoding.UTF8.GetBytes(known.Mask(Redaction.MaskText(text.ToString()))));
        foreach (var old in Directory.EnumerateFiles(place, $"{name}-*.txt").OrderDescending(StringComparer.Ordinal).Skip(Kept))
        {
            File.Delete(old);
        }

        return file;
    }

    private async Task AppendLogsAsync(StringBuilder text, McpServer server, CancellationToken cancellationToken)
    {
        if (server.LogSources() is not { Count: > 0 } sources)
        {
            text.Append("(the inventory names none)\n");
            return;
        }

        try
        {
            await foreach (var entry in new LogReader(context with { Notices = null }).ReadAsync(new LogOptions { Paths = sources, Server = server.Name, Tail = LogLines, Format = server.LogFormat }, cancellationToken))
            {
                text.Append(CultureInfo.InvariantCulture, $"{entry.Time:yyyy-MM-dd HH:mm:ss} {entry.Level} {entry.Message}\n");
            }
        }
        catch (McpOpsException exception)
        {
            text.Append(exception.Message).Append('\n');
        }
    }

    private static string ProcText(int id, string file)
    {
        try
        {
            return OperatingSystem.IsLinux() ? File.ReadAllText($"/proc/{id}/{file}") : "";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
