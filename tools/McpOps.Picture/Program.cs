using McpOps.Picture;

// Usage: COMMAND | McpOps.Picture TITLE > picture.svg — draws what a terminal would show, colours included.
Console.Out.Write(TerminalPicture.Draw(args.Length > 0 ? args[0] : "", await Console.In.ReadToEndAsync()));
