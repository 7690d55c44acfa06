using System.Text;
using McpOps.Files;

namespace McpOps.Backups.Restores;

/// <summary>Removes trees whatever their names and depth; .NET's own removal stumbles over names that are not UTF-8 and very long paths.</summary>
internal static class TreeRemoval
{
    public static void Remove(string path)
    {
        var parent = Path.GetDirectoryName(path)!;
        if (!Directory.Exists(parent))
        {
            return;
        }

        using var folder = FileSystem.Open(parent);
        Remove(folder, Encoding.UTF8.GetBytes(Path.GetFileName(path)));
    }

    private static void Remove(IFolder parent, byte[] name)
    {
        if (parent.Stat(name) is not { } stat)
        {
            return;
        }

        if (stat.Kind is not FileKind.Folder)
        {
            parent.Remove(name);
            return;
        }

        // Each folder is moved up beside the first before it is emptied: so no path and no stack grows with the depth.
        using var top = parent.OpenFolder(name);
        var number = 0;
        var pending = new Stack<byte[]>();
        Empty(top, top, pending, ref number);
        while (pending.TryPop(out var next))
        {
            using (var inner = top.OpenFolder(next))
            {
                Empty(inner, top, pending, ref number);
            }

            top.Remove(next, folder: true);
        }

        parent.Remove(name, folder: true);
    }

    private static void Empty(IFolder folder, IFolder top, Stack<byte[]> pending, ref int number)
    {
        var names = folder.List();
        for (var index = 0; index < names.Count; index++)
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
            pending.Push(moved);
        }
    }
}
