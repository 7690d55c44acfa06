namespace McpOps.Cli;

/// <summary>What the process says at its end. <c>health</c> follows the monitoring-plugin convention instead.</summary>
internal static class ExitCodes
{
    public const int Done = 0;
    public const int Failed = 1;
    public const int Partial = 2;
    public const int Usage = 64;
    public const int Interrupted = 130;
}
