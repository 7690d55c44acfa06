using System.Runtime.CompilerServices;
using McpOps.Auditing.Configurations;
using McpOps.Auditing.Secrets;
using McpOps.Platform;
using McpOps.Servers;

namespace McpOps.Auditing.Areas;

/// <summary>Secrets that stand where others may read them: configurations, environment files, logs, version control.</summary>
internal sealed class SecretsArea : IAuditArea
{
    public string Name => "secrets";

    public async IAsyncEnumerable<McpFinding> InspectAsync(AuditScope scope, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var paths = scope.Options.Paths ?? ServerPaths.FromProcess();
        var holders = new HashSet<string>(StringComparer.Ordinal);
        foreach (var document in ClientDocument.ReadAll(paths, scope.Options.InventoryPath, cancellationToken))
        {
            if (document.Problem is { } problem)
            {
                yield return scope.Findings.NotChecked(Name, document.Path, $"It cannot be read: {problem}");
            }

            foreach (var (line, find) in ConfiguredSecrets.In(document))
            {
                holders.Add(document.Path);
                yield return scope.Findings.Make(find.RuleId, document.Path, $"{find.Kind}: {find.Masked}", location: $"{document.Path}:{line}", identity: find.Masked);
            }
        }

        var environment = EnvironmentFiles.Of(scope.Options.Servers).ToList();
        foreach (var file in environment.Where(File.Exists))
        {
            holders.Add(file);
        }

        foreach (var file in holders)
        {
            if (await GitFiles.IsTrackedAsync(new CommandRunner(), file, cancellationToken))
            {
                yield return scope.Findings.Make("SEC006", file, "git tracks it");
            }
        }

        foreach (var server in scope.Options.Servers)
        {
            foreach (var (path, line, find) in LoggedSecrets.In(server, cancellationToken))
            {
                yield return scope.Findings.Make("SEC005", path, $"{find.Kind}: {find.Masked}", server.Name, $"{path}:{line}", identity: find.Masked);
            }
        }
    }
}
