using System.Text;

namespace McpOps.Files;

/// <summary>Removes a tree whatever its names and depth, by handles from the folder that holds it: nothing outside is ever reached, whoever changes the tree meanwhile.</summary>
/// <remarks>.NET's own removal stumbles over names that are not UTF-8 and very long paths, and goes by whole paths.</remarks>
internal static class TreeRemoval
{
    // Whoever stands in a folder that is being removed can put something in it again; not for ever.
    private const int Attempts = 100;

    /// <summary>Removes a file, a link (not what it points to), or a folder with all that is in it.</summary>
    /// <param name="parent">The open folder that holds it.</param>
    /// <param name="name">Its name.</param>
    /// <param name="expected">What it was when it was looked at.</param>
    /// <exception cref="FileException">It is something else by now (<see cref="Errno.NoEntry"/>), or the system refuses.</exception>
    public static void Remove(IFolder parent, ReadOnlySpan<byte> name, FileStat expected)
    {
        if (expected.Kind is not FileKind.Folder)
        {
            if (parent.Stat(name) is not { } stat || !stat.IsSameEntryAs(expected))
            {
                throw new FileException(Errno.NoEntry, "Removing", parent.Text(name));
            }

            parent.Remove(name);
            return;
        }

        using (var top = TreePath.Open(parent, name, expected))
        {
            Clear(top);
        }

        parent.Remove(name, folder: true);
    }

    /// <summary>Removes all that is in an open folder.</summary>
    public static void Clear(IFolder top)
    {
        // Each folder is moved up beside the first before it is emptied: so no path and no stack grows with the depth.
        var number = 0;
        var pending = new Stack<(byte[] Name, int Attempt)>();
        Empty(top, top, pending, ref number);
        while (pending.TryPop(out var next))
        {
            One(top, next.Name, next.Attempt, pending, ref number);
        }
    }

    private static void One(IFolder top, byte[] name, int attempt, Stack<(byte[] Name, int Attempt)> pending, ref int number)
    {
        if (top.Stat(name) is not { Kind: FileKind.Folder } stat)
        {
            // It was exchanged for something else before it was moved up.
            top.Remove(name);
            return;
        }

        var waiting = pending.Count;
        using (var inner = TreePath.Open(top, name, stat))
        {
            Empty(inner, top, pending, ref number);
        }

        try
        {
            top.Remove(name, folder: true);
        }
        catch (FileException exception) when (exception.Number is Errno.NotEmpty or Errno.Exists && attempt < Attempts)
        {
            // Below those that were in it, so that they go first.
            var inner = new List<(byte[] Name, int Attempt)>();
            while (pending.Count > waiting)
            {
                inner.Add(pending.Pop());
            }

            pending.Push((name, attempt + 1));
            inner.ForEach(pending.Push);
        }
    }

    private static void Empty(IFolder folder, IFolder top, Stack<(byte[] Name, int Attempt)> pending, ref int number)
    {
        var names = folder.List();
        for (var index = 0; index < names.Count; index++)
        {
            try
            {
                if (folder.Stat(names[index]) is not { Kind: FileKind.Folder })
                {
                    folder.Remove(names[index]);
                    continue;
                }

                byte[] moved;
                do
                {
                    moved = Encoding.ASCII.GetBytes($".mcpops-removing-{number++}");
                }
                while (top.Stat(moved) is not null);

                folder.Rename(names[index], top, moved, RenameRule.NoReplace);
                pending.Push((moved, 0));
            }
            catch (FileException exception) when (exception.Number is Errno.NoEntry or Errno.IsFolder)
            {
                // It went, or became a folder, between two looks: what is left shows when the folder is to go.
            }
        }
    }
}
