using System.Globalization;
using System.Runtime.CompilerServices;
using McpOps.Auditing.Host;
using McpOps.Auditing.Rules.Ports;

namespace McpOps.Auditing.Areas;

/// <summary>What listens on the host, and whether it should.</summary>
internal sealed class PortsArea : IAuditArea
{
    public string Name => "ports";

    public async IAsyncEnumerable<McpFinding> InspectAsync(AuditScope scope, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var known = scope.Options.Inventory.Count > 0 ? scope.Options.Inventory : scope.Options.Servers;
        if (known.Count == 0)
        {
            yield return scope.Findings.NotChecked(Name, "ports", "No inventory says which ports are expected. Write one with 'mcpops init' (New-McpInventory).");
            yield break;
        }

        var expectation = PortExpectation.Of(known);
        var listeners = await Task.Run(Listener.All, cancellationToken);
        var nobody = listeners.Where(listener => listener.Process is null).Select(listener => listener.Port).Distinct().Order().ToList();
        if (nobody.Count > 0)
        {
            yield return scope.Findings.NotChecked(Name, "processes", $"Whose {(nobody.Count == 1 ? "port" : "ports")} {ServerNames.Of([.. nobody.Select(port => port.ToString(CultureInfo.InvariantCulture))])} {(nobody.Count == 1 ? "is" : "are")}, {Blindness.Reason}");
        }

        foreach (var listener in listeners.OrderBy(listener => listener.IsLoopback).DistinctBy(listener => listener.Port))
        {
            var server = expectation.Declared.GetValueOrDefault(listener.Port)?.Name;
            var target = string.Create(CultureInfo.InvariantCulture, $"tcp/{listener.Port}");
            if (Undeclared.Judge(listener, expectation) is { } undeclared)
            {
                yield return scope.Findings.Make(Undeclared.Id, target, undeclared, server, severity: listener.IsLoopback ? AuditSeverity.Low : null, identity: listener.Process?.Name ?? "");
            }

            if (EveryAddress.Judge(listener, expectation) is { } every)
            {
                yield return scope.Findings.Make(EveryAddress.Id, target, every, server, identity: listener.Process?.Name ?? "");
            }

            if (HeldByAnother.Judge(listener, expectation) is { } held)
            {
                yield return scope.Findings.Make(HeldByAnother.Id, target, held, server, identity: listener.Process?.Name ?? "");
            }
        }
    }
}
