namespace McpOps.Backups.Stores;

/// <summary>An object that a service puts together from pieces; until it is ended there is none.</summary>
internal interface IObjectUpload
{
    /// <summary>How long a piece is, once so many were sent: services take a limited number of them.</summary>
    int PieceLength(int sent);

    /// <summary>Sends a piece; the first is number 1.</summary>
    Task SendAsync(int number, MemoryStream piece);

    /// <summary>Makes the object of what was sent.</summary>
    Task EndAsync();

    /// <summary>Forgets what was sent. What failed is told by whoever failed: this does not.</summary>
    Task AbortAsync();
}
