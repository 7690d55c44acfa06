namespace McpOps.Servers;

/// <summary>A list in a client's own files by which it switches servers off that other files name.</summary>
/// <param name="Client">The client.</param>
/// <param name="Path">The file.</param>
/// <param name="Names">Where in the file the list is: the names of members, one within the other.</param>
/// <param name="Kind">What the list means.</param>
internal sealed record ClientSwitch(string Client, string Path, string[] Names, ClientSwitchKind Kind)
{
    /// <summary>The scopes whose servers it is about; all when empty.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = [];
}

/// <summary>What a list of names means.</summary>
internal enum ClientSwitchKind
{
    /// <summary>The servers that it names are off.</summary>
    Excluded,

    /// <summary>The servers that it does not name are off; of several such lists of a client the first counts.</summary>
    Allowed,

    /// <summary>An object that says of each server that it names whether it is on.</summary>
    Each,
}
