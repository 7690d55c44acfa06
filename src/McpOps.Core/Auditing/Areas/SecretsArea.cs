using System.Runtime.CompilerServices;
using McpOps.Auditing.Configurations;
using McpOps.Auditing.Secrets;
using McpOps.Logs;
using McpOps.Servers;

namespace McpOps.Auditing.Areas;

/// <summary>Secrets that stand where others may read them: configurations, environment files, logs, version control.</summary>
internal sealed class SecretsArea : IAuditArea
{
    public string Name => "secrets";

    public bool Reads(McpServer server) => true;

    public async IAsyncEnumerable<McpFinding> InspectAsync(AuditScope scope, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var paths = scope.Options.Paths ?? ServerPaths.FromProcess();
        var holders = new HashSet<string>(StringComparer.Ordinal);
        var documents = ClientDocument.ReadAll(paths, scope.Options.InventoryPath, cancellationToken);
        if (documents.Count == 0)
        {
            yield return scope.Findings.NotChecked(Name, "configurations", "There is neither an inventory nor a configuration file of an MCP client of this account.");
        }

        foreach (var document in documents)
        {
            if (document.Problem is { } problem)
            {
                yield return scope.Findings.NotChecked(Name, document.Path, $"It cannot be read: {problem}");
            }

            foreach (var (line, within, find) in ConfiguredSecrets.In(document))
            {
                holders.Add(document.Path);
                yield return scope.Findings.Make(find.RuleId, document.Path, $"{(within.Length > 0 ? $"{within}: " : "")}{find.Kind}: {find.Shown}", location: $"{document.Path}:{line}", identity: $"{within} {find.Masked}");
            }
        }

        var environment = EnvironmentFiles.Of(scope.Local).ToList();
        foreach (var file in environment.Where(File.Exists))
        {
            holders.Add(file);
        }

        foreach (var file in holders)
        {
            var (tracked, problem) = await GitFiles.IsTrackedAsync(scope.Options.Commands, file, cancellationToken);
            if (tracked)
            {
                yield return scope.Findings.Make("SEC006", file, "git tracks it");
            }
            else if (problem is not null)
            {
                yield return scope.Findings.NotChecked(Name, file, $"Whether git tracks it: {problem}");
            }
        }

        foreach (var server in scope.Local)
        {
            var logs = new LoggedSecrets(scope.Context, scope.Options.Window);
            foreach (var (path, line, find) in await logs.ReadAsync(server, cancellationToken))
            {
                yield return scope.Findings.Make("SEC005", path, $"{find.Kind}: {find.Shown}", server.Name, line is null ? path : $"{path}:{line}", identity: find.Masked);
            }

            foreach (var (path, why) in logs.Problems)
            {
                yield return scope.Findings.NotChecked(Name, path, why, server.Name);
            }
        }

        var without = scope.Options.Servers.Where(server => server.LogSources().Count == 0).Select(server => server.Name).ToList();
        if (without.Count > 0)
        {
            yield return scope.Findings.NotCheckedOf(Name, "logs", $"The inventory names no log of {ServerNames.Of(without)}, so secrets in logs were not looked for.", without);
        }
    }
}
