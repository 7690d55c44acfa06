namespace McpOps;

/// <summary>A record that says which machine made it, so that those of several hosts can be laid together.</summary>
public interface IHostRecord
{
    /// <summary>The machine that made this record: its name, or what <c>MCPOPS_HOST</c> says. Null in what an older version wrote.</summary>
    string? Host { get; }
}
