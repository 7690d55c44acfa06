using McpOps.Auditing.Tools.Text;

namespace McpOps.Auditing.Rules.Poisoning;

/// <summary>It asks to read secrets.</summary>
internal sealed class SecretsRead : ITextRule
{
    public string Id => "POIS002";

    public bool? Judge(SentenceView view)
    {
        var sentence = view.Sentence;
        return sentence.IsDefence || sentence.IsExample ? null
            : sentence.Near(Sense.Read | Sense.Send, Sense.SecretPath, 10) || sentence.Follows(Sense.Read, Sense.Secret, 8) ? false
            : null;
    }
}
