namespace McpOps.Files;

/// <summary>A folder that a walk goes into next.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Stat">What it was when it was looked at; what is opened must be the same.</param>
/// <param name="State">What the walk knows of it.</param>
internal readonly record struct InnerFolder<T>(byte[] Name, FileStat Stat, T State);

/// <summary>Goes through the folders of a tree by handles from its root; whoever changes the tree meanwhile cannot lead it outside.</summary>
internal static class FolderWalk
{
    /// <summary>Looks at a folder.</summary>
    /// <param name="folder">The open folder.</param>
    /// <param name="path">Its whole path, to be told; it is not to be opened again by it.</param>
    /// <param name="state">What the walk knows of it.</param>
    /// <returns>The folders within it to go into, in this order.</returns>
    public delegate IReadOnlyList<InnerFolder<T>> Look<T>(IFolder folder, byte[] path, T state);

    /// <summary>Walks from a folder: each folder is looked at before those within it.</summary>
    /// <param name="root">The open folder to begin at; it is closed at the end.</param>
    /// <param name="path">Its whole path.</param>
    /// <param name="state">What the walk knows of it.</param>
    /// <param name="look">Called for each folder.</param>
    /// <param name="lost">Told of each folder that could not be looked at, or is no longer what it was.</param>
    /// <param name="cancellationToken">Ends the walk.</param>
    public static void From<T>(IFolder root, byte[] path, T state, Look<T> look, Action<byte[], FileException> lost, CancellationToken cancellationToken)
    {
        using var way = new TreePath(root);

        // No recursion: a path may have two thousand folders.
        var levels = new Stack<(byte[] Path, Queue<InnerFolder<T>> Inner)>();
        Into(path, state);
        while (levels.TryPeek(out var level))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!level.Inner.TryDequeue(out var next))
            {
                levels.Pop();
                if (levels.Count > 0)
                {
                    way.Leave();
                }

                continue;
            }

            var inner = PathBytes.Join(level.Path, next.Name);
            try
            {
                way.Enter(next.Name, next.Stat);
            }
            catch (FileException exception)
            {
                lost(inner, exception);
                continue;
            }

            Into(inner, next.State);
        }

        void Into(byte[] at, T known)
        {
            IReadOnlyList<InnerFolder<T>> inner = [];
            try
            {
                inner = look(way.Folder!, at, known);
            }
            catch (FileException exception)
            {
                lost(at, exception);
            }

            levels.Push((at, new Queue<InnerFolder<T>>(inner)));
        }
    }
}
