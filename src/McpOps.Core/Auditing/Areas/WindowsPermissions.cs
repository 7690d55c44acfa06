using System.Runtime.Versioning;
using System.Security.AccessControl;
using McpOps.Auditing.Host;
using McpOps.Auditing.Host.Windows;
using McpOps.Auditing.Rules.Permissions;

namespace McpOps.Auditing.Areas;

/// <summary>Who may read the secrets, and who may change what the servers run, by Windows' access control lists.</summary>
[SupportedOSPlatform("windows")]
internal static class WindowsPermissions
{
    public static IEnumerable<McpFinding> Inspect(AuditScope scope, string area, IReadOnlyList<string> secrets)
    {
        foreach (var file in secrets)
        {
            if (Read(file) is not { } descriptor)
            {
                yield return scope.Findings.NotChecked(area, file, "This account may not see its access control list.");
            }
            else if (WindowsAccess.Readable(descriptor) is { } readable)
            {
                yield return scope.Findings.Make(SecretReadable.Id, file, readable, fix: $"icacls \"{file}\" /inheritance:r /grant:r \"%USERNAME%:F\"");
            }
        }

        var search = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var server in scope.Local)
        {
            foreach (var run in RunFiles.Of(server, search))
            {
                foreach (var path in RunFiles.Chain(run).Where(seen.Add))
                {
                    var (isFolder, isParent) = (Directory.Exists(path), path.Length < (Path.GetDirectoryName(run)?.Length ?? 0));
                    if (Read(path) is not { } descriptor)
                    {
                        yield return scope.Findings.NotChecked(area, path, "This account may not see its access control list.", server.Name);
                    }
                    else if (WindowsAccess.Writable(descriptor, isFolder, isParent) is { } writable)
                    {
                        yield return scope.Findings.Make(WritableByOthers.Id, path, writable, server.Name, fix: $"icacls \"{path}\", and take from that group what it need not have");
                    }
                }
            }
        }

        yield return scope.Findings.NotChecked(area, "owners", "Owners, and the accounts that services run as, are not read on Windows.");
    }

    private static SecurityDescriptor? Read(string path)
    {
        try
        {
            var sections = AccessControlSections.Access;
            FileSystemSecurity security = Directory.Exists(path) ? new DirectorySecurity(path, sections) : new FileSecurity(path, sections);
            return SecurityDescriptor.Read(security.GetSecurityDescriptorSddlForm(sections));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidOperationException or PlatformNotSupportedException)
        {
            return null;
        }
    }
}
