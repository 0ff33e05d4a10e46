//! Domains of e-mail addresses: which ones everybody knows, and which are most likely a slip for one of them.

/// Domains of many people. Nothing here is ever called a slip, however near another it is.
const KNOWN: &[&str] = &[
    "126.com",
    "163.com",
    "aliceadsl.fr",
    "aol.com",
    "aol.de",
    "arcor.de",
    "att.net",
    "bellsouth.net",
    "bigpond.com",
    "bluewin.ch",
    "bol.com.br",
    "btinternet.com",
    "charter.net",
    "comcast.net",
    "cox.net",
    "daum.net",
    "earthlink.net",
    "email.com",
    "email.de",
    "fastmail.com",
    "foxmail.com",
    "free.fr",
    "freenet.de",
    "gmail.com",
    "gmx.at",
    "gmx.ch",
    "gmx.com",
    "gmx.de",
    "gmx.net",
    "googlemail.com",
    "hanmail.net",
    "hey.com",
    "hotmail.be",
    "hotmail.ca",
    "hotmail.co",
    "hotmail.co.uk",
    "hotmail.com",
    "hotmail.de",
    "hotmail.es",
    "hotmail.fr",
    "hotmail.it",
    "hotmail.nl",
    "hotmail.se",
    "hushmail.com",
    "icloud.com",
    "inbox.com",
    "inbox.lv",
    "interia.pl",
    "laposte.net",
    "libero.it",
    "live.ca",
    "live.co.uk",
    "live.com",
    "live.de",
    "live.fr",
    "mac.com",
    "mail.com",
    "mail.de",
    "mail.ru",
    "mailbox.org",
    "me.com",
    "msn.com",
    "naver.com",
    "o2.pl",
    "onet.pl",
    "online.de",
    "op.pl",
    "optonline.net",
    "optusnet.com.au",
    "orange.fr",
    "outlook.at",
    "outlook.com",
    "outlook.de",
    "outlook.es",
    "outlook.fr",
    "outlook.in",
    "pm.me",
    "posteo.de",
    "proton.me",
    "protonmail.ch",
    "protonmail.com",
    "qq.com",
    "rediffmail.com",
    "rocketmail.com",
    "sbcglobal.net",
    "seznam.cz",
    "sfr.fr",
    "sina.com",
    "sky.com",
    "t-online.de",
    "terra.com.br",
    "tiscali.it",
    "tuta.com",
    "tutanota.com",
    "uol.com.br",
    "verizon.net",
    "virgilio.it",
    "virginmedia.com",
    "wanadoo.fr",
    "web.de",
    "wp.pl",
    "yahoo.ca",
    "yahoo.co",
    "yahoo.co.in",
    "yahoo.co.jp",
    "yahoo.co.uk",
    "yahoo.com",
    "yahoo.com.au",
    "yahoo.com.br",
    "yahoo.de",
    "yahoo.es",
    "yahoo.fr",
    "yahoo.in",
    "yahoo.it",
    "yandex.com",
    "yandex.ru",
    "ymail.com",
    "ziggo.nl",
    "zoho.com",
];

/// What is looked for near by: domains so long that one letter more or less is hardly another's.
const TARGETS: &[&str] = &[
    "gmail.com",
    "googlemail.com",
    "hotmail.com",
    "icloud.com",
    "outlook.com",
    "protonmail.com",
    "yahoo.com",
];

/// The domain that is most likely meant by one in lower case; `None` for one that is fine or not known.
pub(crate) fn meant(domain: &str) -> Option<String> {
    // Companies have domains of their own: most end here, at the first letter and the last.
    if let Some(slip) = slip(domain) {
        return Some(slip.to_owned());
    }
    let (name, top) = domain.rsplit_once('.')?;
    if let Some(top) = slip_of_top(top)
        && !name.is_empty()
    {
        return Some(format!("{name}.{top}"));
    }
    if KNOWN.binary_search(&domain).is_ok() {
        return None;
    }
    let near = |target: &&&str| {
        target.as_bytes()[0] == domain.as_bytes()[0]
            && target.rsplit_once('.').is_some_and(|(known, end)| end == top && is_one_away(known, name))
    };
    TARGETS.iter().find(near).map(|target| (*target).to_owned())
}

/// Slips that people make again and again, also some that are domains of somebody by now.
fn slip(domain: &str) -> Option<&'static str> {
    Some(match domain {
        "gmial.com" | "gmai.com" | "gamil.com" | "gnail.com" | "gmail.co" | "gmail.cm" | "gmail.om"
        | "gmaill.com" | "gmail.co.uk" | "gmail.net" | "gmail.org" | "gmail.de" | "gmeil.com"
        | "gmall.com" | "gimail.com" | "gmaol.com" | "ggmail.com" | "gail.com" | "gml.com" | "gmsil.com"
        | "hmail.com" | "fmail.com" | "gmail.comm" | "g-mail.com" => "gmail.com",
        "hotmial.com" | "hotmai.com" | "hotnail.com" | "hotmal.com" | "homtail.com" | "hormail.com"
        | "htomail.com" | "hotmaill.com" | "hotmali.com" | "hotmail.cm" | "otmail.com" => "hotmail.com",
        "yaho.com" | "yahooo.com" | "yhaoo.com" | "yhoo.com" | "yaoo.com" | "yahoo.cm" | "yahoo.om"
        | "ahoo.com" => "yahoo.com",
        "outlok.com" | "outloo.com" | "outlook.co" | "outlook.cm" | "outllok.com" | "oulook.com"
        | "outloock.com" => "outlook.com",
        "iclould.com" | "icoud.com" | "iclod.com" | "icloud.co" | "icloud.cm" | "iclud.com" => "icloud.com",
        "gmx.dde" | "gmx.ed" | "gxm.de" | "gmz.de" => "gmx.de",
        "wbe.de" | "we.de" | "web.dee" => "web.de",
        "t-onlin.de" | "tonline.de" | "t-online.ed" => "t-online.de",
        "comcast.ent" | "comcast.com" | "comcas.net" => "comcast.net",
        _ => return None,
    })
}

/// Ends of domains that do not exist, one slip away from those that do.
fn slip_of_top(top: &str) -> Option<&'static str> {
    Some(match top {
        "con" | "cmo" | "ocm" | "comm" | "vom" | "xom" | "coom" | "c0m" | "cpm" | "cim" | "conm" => "com",
        "nte" | "ent" | "nett" | "ner" => "net",
        "ogr" | "orgg" | "rog" | "prg" => "org",
        "dee" => "de",
        _ => return None,
    })
}

/// Whether one letter is missing, added, another, or two are the other way round.
fn is_one_away(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    if a.len().abs_diff(b.len()) > 1 || a == b {
        return false;
    }
    let same = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    let (a, b) = (&a[same..], &b[same..]);
    match (a, b) {
        ([_, a @ ..], _) if a == b => true,
        (_, [_, b @ ..]) if a == b => true,
        ([_, a_rest @ ..], [_, b_rest @ ..]) if a_rest == b_rest => true,
        ([a1, a2, a_rest @ ..], [b1, b2, b_rest @ ..]) => a1 == b2 && a2 == b1 && a_rest == b_rest,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_known() {
        let of = |domain: &str| meant(domain).unwrap_or_default();
        for slip in ["gmial.com", "gmaiil.com", "gnail.com", "gmail.con", "gmail.cmo", "gmil.com"] {
            assert_eq!(of(slip), "gmail.com", "{slip}");
        }
        assert_eq!(of("hotmial.com"), "hotmail.com");
        assert_eq!(of("hottmail.com"), "hotmail.com");
        assert_eq!(of("outlookk.com"), "outlook.com");
        assert_eq!(of("okafor.con"), "okafor.com");
        assert_eq!(of("yahoo.con"), "yahoo.com");
    }

    #[test]
    fn real_domains_are_left_in_peace() {
        assert!(KNOWN.is_sorted());
        for domain in KNOWN {
            assert_eq!(meant(domain), None, "{domain}");
        }
        for domain in [
            "okafor.net",
            "gmbh.com",
            "kmail.com",
            "gov.uk",
            "icloud.de",
            "yahoo-inc.com",
            "cloud.com",
            "mail.com",
            "hotmail.cz",
            "gmx.co.uk",
            "a.b",
            "x",
        ] {
            assert_eq!(meant(domain), None, "{domain}");
        }
    }
}
