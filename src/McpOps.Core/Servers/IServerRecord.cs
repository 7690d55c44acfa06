namespace McpOps.Servers;

/// <summary>A record about one server. As long as it has not left the process, it still knows how that server is reached.</summary>
public interface IServerRecord
{
    /// <summary>The server; null where only its name is known.</summary>
    McpServer? GetSubject();
}
