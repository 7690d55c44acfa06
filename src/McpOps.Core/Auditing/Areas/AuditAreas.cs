namespace McpOps.Auditing.Areas;

/// <summary>All areas, in the order in which they are looked at.</summary>
internal static class AuditAreas
{
    public static IReadOnlyList<IAuditArea> All() => 
        [new ToolsArea(), new ConfigurationsArea(), new SecretsArea(), new PermissionsArea(), new PortsArea(), new LoginsArea(), new AccountsArea(), new CertificatesArea(), new HttpArea(), new FilesArea(), new DependenciesArea(), new OsArea()];
}
