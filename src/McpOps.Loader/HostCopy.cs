using System.Reflection;

namespace McpOps.Loader;

/// <summary>Decides whether the host's copy of an assembly serves, or ours must be loaded beside it.</summary>
internal static class HostCopy
{
    /// <summary>True when the host's copy is the same assembly and not older than ours.</summary>
    /// <remarks>
    /// The comparison is with the version in our folder, not with the one that is asked for: a package that was compiled against an older
    /// framework would otherwise meet the host's System.Net.Http.Json beside our System.Text.Json, and the two do not fit together.
    /// </remarks>
    /// <param name="ours">The assembly in our folder.</param>
    /// <param name="host">The host's assembly of that name; null when it has none.</param>
    public static bool Serves(AssemblyName ours, AssemblyName? host) =>
        host is not null
        && string.Equals(ours.Name, host.Name, StringComparison.OrdinalIgnoreCase)
        && host.Version >= ours.Version
        && SameToken(ours.GetPublicKeyToken(), host.GetPublicKeyToken())
        && string.Equals(ours.CultureName ?? "", host.CultureName ?? "", StringComparison.OrdinalIgnoreCase);

    private static bool SameToken(byte[]? ours, byte[]? host) => (ours ?? []).AsSpan().SequenceEqual(host ?? []);
}
