namespace McpOps.Auditing.Tools.Text;

/// <summary>What a word may be about. A word can have several senses.</summary>
[Flags]
internal enum Sense : long
{
    None = 0,

    /// <summary>not, never, without.</summary>
    Negation = 1 << 0,

    /// <summary>tell, mention, show.</summary>
    Tell = 1 << 1,

    /// <summary>hide, conceal; silently.</summary>
    Hide = 1 << 2,

    /// <summary>the user, a human.</summary>
    Person = 1 << 3,

    /// <summary>read, collect, include.</summary>
    Read = 1 << 4,

    /// <summary>password, API key.</summary>
    Secret = 1 << 5,

    /// <summary>~/.ssh/id_rsa, *.env.</summary>
    SecretPath = 1 << 6,

    /// <summary>send, upload, forward.</summary>
    Send = 1 << 7,

    /// <summary>a place that is not here: remote, external, an address.</summary>
    Away = 1 << 8,

    /// <summary>what is the user's alone: a conversation, a clipboard.</summary>
    Personal = 1 << 9,

    /// <summary>run, execute.</summary>
    Run = 1 << 10,

    /// <summary>a command, a shell.</summary>
    Command = 1 << 11,

    /// <summary>skip, bypass, ignore.</summary>
    Skip = 1 << 12,

    /// <summary>consent, validation, safety.</summary>
    Guard = 1 << 13,

    /// <summary>recipient, amount, wallet.</summary>
    Payee = 1 << 14,

    /// <summary>change, replace, redirect.</summary>
    Change = 1 << 15,

    /// <summary>detects, blocks: a tool that protects names what it protects from.</summary>
    Defend = 1 << 16,

    /// <summary>tool, tools.</summary>
    Tool = 1 << 17,

    /// <summary>all, every, any.</summary>
    All = 1 << 18,

    /// <summary>before, first.</summary>
    Before = 1 << 19,

    /// <summary>must, always, required.</summary>
    Must = 1 << 20,

    /// <summary>otherwise, unless.</summary>
    Else = 1 << 21,

    /// <summary>fail, break, crash.</summary>
    Harm = 1 << 22,

    /// <summary>stored, logged, cached: kept where the user does not look.</summary>
    Kept = 1 << 23,

    /// <summary>instructions, prompt, guidelines.</summary>
    Orders = 1 << 24,

    /// <summary>but, instead: a negation ends here.</summary>
    Turn = 1 << 25,

    /// <summary>forget, fail, omit: not to forget to tell is to tell.</summary>
    Forget = 1 << 26,

    /// <summary>put, fill in, hand over: into what a tool is called with.</summary>
    Give = 1 << 27,

    /// <summary>a parameter, a payload: what a tool is called with.</summary>
    Slot = 1 << 28,

    /// <summary>a conversation, the prompt of the system, what the model knows: no tool's business.</summary>
    Inner = 1 << 29,

    /// <summary>stored, found, saved: a secret that is not the tool's own.</summary>
    Found = 1 << 30,

    /// <summary>name, id, type: "the chat id" is no chat.</summary>
    About = 1L << 31,

    /// <summary>keys, cookies, variables of the environment: kept where no tool looks.</summary>
    Vault = 1L << 32,

    /// <summary>a ticket, a request: what others get to read.</summary>
    Sink = 1L << 33,
}
