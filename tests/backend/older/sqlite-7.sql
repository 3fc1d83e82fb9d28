PRAGMA application_id = 1919839081;
PRAGMA user_version = 7;
BEGIN TRANSACTION;
CREATE TABLE account (
  no INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  display TEXT NOT NULL,
  organisation_no INTEGER NOT NULL REFERENCES organisation (no),
  identity BLOB NOT NULL UNIQUE,           -- uuid of the person's STIX identity
  password TEXT NOT NULL DEFAULT '',       -- Argon2id; '' cannot sign in by password
  is_operator INTEGER NOT NULL DEFAULT 0,
  is_administrator INTEGER NOT NULL DEFAULT 0,
  created INTEGER NOT NULL
);
INSERT INTO account VALUES(1,'operator','operator',1,X'02f1cbfcfef64ce090be302596c8d789','$argon2id$v=19$m=65536,t=2,p=1$MA1nEX3+r2VU5hLNl2Xbiw$ll964RzUd/bOJntL4tsdzE8O29A8uEKeq+6h7RKANyM',1,1,1795435101184261);
INSERT INTO account VALUES(2,'alice','alice',2,X'6a8104f05e884902bcaacb5cda5dc430','$argon2id$v=19$m=65536,t=2,p=1$giF/8LUUqWlbTQ5nKinkaQ$XJJGxqES2jkDcq6qcn2KqRExxahWd/esWKkglGeL0Gs',0,0,1795435101453662);
INSERT INTO account VALUES(3,'bob','bob',3,X'2894a750502146a59e836558178a8f57','$argon2id$v=19$m=65536,t=2,p=1$NbUS1oMR8kKhTvuJovR0dQ$6Vjquck6gIzsK7dNz0kUTJHKW/36L2p+n8fu9JYmMBQ',0,0,1795435101714344);
CREATE TABLE IF NOT EXISTS "class" (
  no INTEGER PRIMARY KEY,
  collection_no INTEGER NOT NULL,
  tlp INTEGER NOT NULL,
  is_vote INTEGER NOT NULL,
  parts INTEGER NOT NULL,
  UNIQUE (collection_no, tlp, is_vote, parts)
);
INSERT INTO class VALUES(1,2,2,0,0);
INSERT INTO class VALUES(2,2,4,0,0);
INSERT INTO class VALUES(3,2,5,0,0);
INSERT INTO class VALUES(4,3,3,0,0);
INSERT INTO class VALUES(5,4,1,0,0);
INSERT INTO class VALUES(6,2,2,1,0);
INSERT INTO class VALUES(7,2,2,0,32);
CREATE TABLE collection (
  no INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE,                 -- uuid
  community_no INTEGER NOT NULL REFERENCES community (no),
  alias TEXT NOT NULL DEFAULT '',
  title TEXT NOT NULL,
  description TEXT NOT NULL DEFAULT '',
  default_tlp INTEGER NOT NULL,            -- 1 to 5
  is_public INTEGER NOT NULL DEFAULT 0,
  community_reads INTEGER NOT NULL DEFAULT 0
);
INSERT INTO collection VALUES(1,X'12eab38395be4e599309ab93e044e989',1,'home','Home','',3,0,0);
INSERT INTO collection VALUES(2,X'c44c04427a174bc194529874a7f06ea1',2,'shared','shared','',2,0,0);
INSERT INTO collection VALUES(3,X'8554a80541094b02bff4465529e300ef',2,'closed','closed','',3,0,0);
INSERT INTO collection VALUES(4,X'61008e36eae64995bbd4e209341c8fc9',2,'open','open','',1,1,0);
CREATE TABLE collection_member (
  collection_no INTEGER NOT NULL REFERENCES collection (no),
  organisation_no INTEGER NOT NULL REFERENCES organisation (no),
  can_read INTEGER NOT NULL,
  can_write INTEGER NOT NULL,
  PRIMARY KEY (collection_no, organisation_no)
) WITHOUT ROWID;
INSERT INTO collection_member VALUES(1,1,1,1);
INSERT INTO collection_member VALUES(2,2,1,1);
INSERT INTO collection_member VALUES(2,3,1,1);
INSERT INTO collection_member VALUES(3,2,1,1);
INSERT INTO collection_member VALUES(4,2,1,1);
INSERT INTO collection_member VALUES(4,3,1,0);
CREATE TABLE community (
  no INTEGER PRIMARY KEY,
  slug TEXT NOT NULL UNIQUE,               -- the TAXII API root
  title TEXT NOT NULL,
  description TEXT NOT NULL DEFAULT ''
);
INSERT INTO community VALUES(1,'home','Home','');
INSERT INTO community VALUES(2,'one','Community one','');
CREATE TABLE community_member (
  community_no INTEGER NOT NULL REFERENCES community (no),
  organisation_no INTEGER NOT NULL REFERENCES organisation (no),
  PRIMARY KEY (community_no, organisation_no)
) WITHOUT ROWID;
INSERT INTO community_member VALUES(1,1);
INSERT INTO community_member VALUES(2,2);
INSERT INTO community_member VALUES(2,3);
CREATE TABLE delegation (
  organisation_no INTEGER NOT NULL REFERENCES organisation (no),
  delegate_no INTEGER NOT NULL REFERENCES organisation (no),
  PRIMARY KEY (organisation_no, delegate_no)
) WITHOUT ROWID;
INSERT INTO delegation VALUES(2,3);
CREATE TABLE ends (
  version_no INTEGER NOT NULL,
  id BLOB NOT NULL,
  kind INTEGER NOT NULL,
  PRIMARY KEY (version_no, id, kind)
) WITHOUT ROWID;
INSERT INTO ends VALUES(6,X'00000000000040008000000000000001',7);
INSERT INTO ends VALUES(6,X'00000000000040008000000000000004',11);
INSERT INTO ends VALUES(7,X'00000000000040008000000000000001',7);
CREATE TABLE forgotten (version_no INTEGER PRIMARY KEY, json TEXT NOT NULL);
CREATE TABLE kind (no INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
INSERT INTO kind VALUES(1000,'x-thing');
CREATE TABLE member (
  added INTEGER PRIMARY KEY,
  version_no INTEGER NOT NULL,
  collection_no INTEGER NOT NULL,
  class_no INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  giver_no INTEGER NOT NULL,               -- account; 0: the operator at the machine
  latest INTEGER NOT NULL,                 -- no later version of the object in this collection
  look INTEGER NOT NULL                    -- why the row cannot be judged by itself, a sum of:
                                           -- 1 the object has several rows, and they differ in class
                                           --   or one is named; 2 they differ in spec; 8 a version
                                           --   of the object has ends (these on all rows of it);
                                           -- 4 this row is named
);
INSERT INTO member VALUES(1795435102232390,1,2,1,7,2,0,1);
INSERT INTO member VALUES(1795435102232391,2,2,1,7,2,1,1);
INSERT INTO member VALUES(1795435102232392,3,2,1,7,2,1,0);
INSERT INTO member VALUES(1795435102232393,4,2,1,7,2,1,0);
INSERT INTO member VALUES(1795435102232394,5,2,1,11,2,1,0);
INSERT INTO member VALUES(1795435102232395,6,2,1,50,2,1,8);
INSERT INTO member VALUES(1795435102232396,7,2,1,51,2,1,8);
INSERT INTO member VALUES(1795435102232397,8,2,1,63,2,1,0);
INSERT INTO member VALUES(1795435102232398,9,2,1,1000,2,1,0);
INSERT INTO member VALUES(1795435102232399,10,2,1,2,2,1,0);
INSERT INTO member VALUES(1795435102504256,11,2,2,7,3,1,0);
INSERT INTO member VALUES(1795435102504257,12,2,3,7,3,1,4);
INSERT INTO member VALUES(1795435102510411,13,3,4,7,2,1,0);
INSERT INTO member VALUES(1795435102510412,1,3,4,7,2,1,1);
INSERT INTO member VALUES(1795435102516279,14,4,5,7,2,1,0);
INSERT INTO member VALUES(1795435102516280,15,4,5,7,2,1,0);
INSERT INTO member VALUES(1795435102516281,16,4,5,7,2,1,0);
INSERT INTO member VALUES(1795435102516282,17,4,5,7,2,1,0);
INSERT INTO member VALUES(1795435102516283,18,4,5,7,2,1,0);
INSERT INTO member VALUES(1795435102516284,19,4,5,7,2,1,0);
INSERT INTO member VALUES(1795435102516285,20,4,5,7,2,1,0);
INSERT INTO member VALUES(1795435102516286,21,4,5,7,2,1,0);
INSERT INTO member VALUES(1795435102516287,22,4,5,7,2,1,0);
INSERT INTO member VALUES(1795435102516288,23,4,5,7,2,1,0);
INSERT INTO member VALUES(1795435102516289,24,4,5,7,2,1,0);
INSERT INTO member VALUES(1795435102516290,25,4,5,7,2,1,0);
INSERT INTO member VALUES(1795435102518446,26,2,1,200,2,0,0);
INSERT INTO member VALUES(1795435102521474,27,2,1,200,2,0,0);
INSERT INTO member VALUES(1795435102528518,28,2,1,200,2,0,0);
INSERT INTO member VALUES(1795435102536451,29,2,1,200,2,1,0);
INSERT INTO member VALUES(1795435102541767,30,2,1,13,3,1,0);
INSERT INTO member VALUES(1795435102543940,31,2,6,15,2,1,4);
INSERT INTO member VALUES(1795435102549788,32,2,1,13,2,1,0);
INSERT INTO member VALUES(1795435102551510,33,2,1,201,3,1,0);
INSERT INTO member VALUES(1795435102552827,34,2,6,15,2,1,4);
INSERT INTO member VALUES(1795456652269359,37,2,3,18,2,1,4);
INSERT INTO member VALUES(1795456652269360,38,2,1,18,2,1,0);
INSERT INTO member VALUES(1795471263764489,40,2,7,18,2,1,0);
INSERT INTO member VALUES(1795475352621305,42,2,7,18,2,1,0);
CREATE TABLE named (
  version_no INTEGER NOT NULL,
  identity BLOB NOT NULL,                  -- uuid of an identity: recipient or author
  PRIMARY KEY (version_no, identity)
) WITHOUT ROWID;
INSERT INTO named VALUES(31,X'6a8104f05e884902bcaacb5cda5dc430');
INSERT INTO named VALUES(34,X'6a8104f05e884902bcaacb5cda5dc430');
CREATE TABLE observable (
  hash INTEGER NOT NULL,                   -- observable_hash as a signed number
  version_no INTEGER NOT NULL,
  kind INTEGER NOT NULL,                   -- enum observable_kind
  is_enough INTEGER NOT NULL,              -- seeing this one value satisfies the pattern
  PRIMARY KEY (hash, version_no, kind)
) WITHOUT ROWID;
INSERT INTO observable VALUES(-8874712791184591269,24,5,1);
INSERT INTO observable VALUES(-7377213172864414884,18,5,1);
INSERT INTO observable VALUES(-6812223563417028118,21,5,1);
INSERT INTO observable VALUES(-5660429326234181390,17,5,1);
INSERT INTO observable VALUES(-4305671774967545200,3,3,1);
INSERT INTO observable VALUES(-3787872899865622102,23,5,1);
INSERT INTO observable VALUES(-1851623536545856290,15,5,1);
INSERT INTO observable VALUES(161338032319936095,19,5,1);
INSERT INTO observable VALUES(1021338510284534967,14,5,1);
INSERT INTO observable VALUES(1334579139215703987,16,5,1);
INSERT INTO observable VALUES(2302773030785778089,8,5,1);
INSERT INTO observable VALUES(2474915546692250086,20,5,1);
INSERT INTO observable VALUES(3190137160901112310,25,5,1);
INSERT INTO observable VALUES(4701389713416019968,11,5,1);
INSERT INTO observable VALUES(4701389713416019968,12,5,1);
INSERT INTO observable VALUES(4701389713416019968,13,5,1);
INSERT INTO observable VALUES(4929185995495333138,4,6,1);
INSERT INTO observable VALUES(6863828009981321309,1,5,1);
INSERT INTO observable VALUES(6863828009981321309,2,5,1);
INSERT INTO observable VALUES(8155467466023216951,22,5,1);
CREATE TABLE organisation (
  no INTEGER PRIMARY KEY,
  slug TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  identity BLOB NOT NULL UNIQUE,           -- uuid of its STIX identity
  sector TEXT NOT NULL DEFAULT '',         -- state private civil-society academia international
  country TEXT NOT NULL DEFAULT '',        -- ISO 3166-1 alpha-2
  patron_no INTEGER REFERENCES organisation (no)  -- the member whose client it is
);
INSERT INTO organisation VALUES(1,'home','Home',X'8db171307a974fcd9a12698ad3490bb9','','',NULL);
INSERT INTO organisation VALUES(2,'alpha','Alpha Hospital',X'7bf703df8b62453689a9b6baf40bcaa4','','',NULL);
INSERT INTO organisation VALUES(3,'beta','Beta CSIRT',X'b4f520a2d7894063a83cd26d38b33612','state','US',NULL);
INSERT INTO organisation VALUES(4,'client','Client',X'c6ce0e89da524e72ae81a99c16a1fb80','','',3);
CREATE TABLE pulse (
  no INTEGER PRIMARY KEY,                  -- 1
  generation INTEGER NOT NULL,             -- rises with every commit that changed something
  rights INTEGER NOT NULL,                 -- when somebody's rights may have changed, or a class came
  names INTEGER NOT NULL,                  -- when a kind or a class came
  removals INTEGER NOT NULL,               -- when something was taken out
  added INTEGER NOT NULL,                  -- the highest stamp ever given
  version INTEGER NOT NULL                 -- the highest number of a version ever given
);
INSERT INTO pulse VALUES(1,1,1,0,0,0,0);
CREATE TABLE ref (
  id BLOB NOT NULL,                        -- the object pointed at
  kind INTEGER NOT NULL,
  version_no INTEGER NOT NULL,             -- the version that points
  role INTEGER NOT NULL,                   -- enum object_role
  PRIMARY KEY (id, kind, version_no, role)
) WITHOUT ROWID;
INSERT INTO ref VALUES(X'00000000000040008000000000000001',7,6,1);
INSERT INTO ref VALUES(X'00000000000040008000000000000001',7,7,1);
INSERT INTO ref VALUES(X'00000000000040008000000000000004',11,6,2);
INSERT INTO ref VALUES(X'2894a750502146a59e836558178a8f57',5,30,3);
INSERT INTO ref VALUES(X'2894a750502146a59e836558178a8f57',5,33,3);
INSERT INTO ref VALUES(X'6a8104f05e884902bcaacb5cda5dc430',5,26,0);
INSERT INTO ref VALUES(X'6a8104f05e884902bcaacb5cda5dc430',5,27,0);
INSERT INTO ref VALUES(X'6a8104f05e884902bcaacb5cda5dc430',5,28,0);
INSERT INTO ref VALUES(X'6a8104f05e884902bcaacb5cda5dc430',5,29,0);
INSERT INTO ref VALUES(X'6a8104f05e884902bcaacb5cda5dc430',5,31,3);
INSERT INTO ref VALUES(X'6a8104f05e884902bcaacb5cda5dc430',5,32,3);
INSERT INTO ref VALUES(X'6a8104f05e884902bcaacb5cda5dc430',5,34,3);
INSERT INTO ref VALUES(X'7bf703df8b62453689a9b6baf40bcaa4',5,26,0);
INSERT INTO ref VALUES(X'7bf703df8b62453689a9b6baf40bcaa4',5,26,3);
INSERT INTO ref VALUES(X'7bf703df8b62453689a9b6baf40bcaa4',5,27,0);
INSERT INTO ref VALUES(X'7bf703df8b62453689a9b6baf40bcaa4',5,27,3);
INSERT INTO ref VALUES(X'7bf703df8b62453689a9b6baf40bcaa4',5,28,0);
INSERT INTO ref VALUES(X'7bf703df8b62453689a9b6baf40bcaa4',5,28,3);
INSERT INTO ref VALUES(X'7bf703df8b62453689a9b6baf40bcaa4',5,29,0);
INSERT INTO ref VALUES(X'7bf703df8b62453689a9b6baf40bcaa4',5,29,3);
INSERT INTO ref VALUES(X'7eb5333ed86c40c6a6a6a20dcce034ff',13,31,4);
INSERT INTO ref VALUES(X'7eb5333ed86c40c6a6a6a20dcce034ff',13,32,4);
INSERT INTO ref VALUES(X'd75eeceda40e4ab4b082951c78f41b1c',200,30,0);
INSERT INTO ref VALUES(X'd75eeceda40e4ab4b082951c78f41b1c',200,30,4);
INSERT INTO ref VALUES(X'd75eeceda40e4ab4b082951c78f41b1c',200,33,0);
INSERT INTO ref VALUES(X'f663ed753a41486aac3ef0e4369fb1ed',201,34,4);
CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
INSERT INTO setting VALUES('device.key','-pmdny_Bg3quXzuxaFNw1qjKghy2cpHIX_8zJQcuXWA');
INSERT INTO setting VALUES('network-4/24','4/24');
INSERT INTO setting VALUES('store.added_top','1795475352627861');
INSERT INTO setting VALUES('store.id','9549ba3d-a389-487f-92b0-cfedc054141f');
INSERT INTO setting VALUES('store.version_top','43');
CREATE TABLE status (
  id BLOB PRIMARY KEY,                     -- uuid
  community_no INTEGER NOT NULL,
  account_no INTEGER NOT NULL,             -- who put them in; 0: the operator at the machine
  made INTEGER NOT NULL,
  json TEXT NOT NULL
);
INSERT INTO status VALUES(X'9e3d0426a32246b4bf181d46413eebb4',2,2,1795435102236509,'{"id":"9e3d0426-a322-46b4-bf18-1d46413eebb4","status":"complete","request_timestamp":"2026-11-23T11:58:22.175586Z","total_count":10,"success_count":10,"successes":[{"id":"indicator--00000000-0000-4000-8000-000000000001","version":"2024-05-01T00:00:00.000Z"},{"id":"indicator--00000000-0000-4000-8000-000000000001","version":"2024-06-01T00:00:00.000Z"},{"id":"indicator--00000000-0000-4000-8000-000000000002","version":"2024-05-01T00:00:00.000Z"},{"id":"indicator--00000000-0000-4000-8000-000000000003","version":"2024-05-01T00:00:00.000Z"},{"id":"malware--00000000-0000-4000-8000-000000000004","version":"2024-01-01T00:00:00.000Z"},{"id":"relationship--00000000-0000-4000-8000-000000000005","version":"2024-01-01T00:00:00.000Z"},{"id":"sighting--00000000-0000-4000-8000-000000000006","version":"2024-01-01T00:00:00.000Z"},{"id":"domain-name--00000000-0000-4000-8000-000000000007","version":"2026-11-23T11:58:22.232397Z"},{"id":"x-thing--00000000-0000-4000-8000-000000000008","version":"2024-01-01T00:00:00.000Z"},{"id":"campaign--00000000-0000-4000-8000-000000000009","version":"2019-01-01T00:00:00.000Z"}],"failure_count":0,"pending_count":0}');
INSERT INTO status VALUES(X'554094d68bad4ed0ae07cb3367eabe31',2,3,1795435102508499,'{"id":"554094d6-8bad-4ed0-ae07-cb3367eabe31","status":"complete","request_timestamp":"2026-11-23T11:58:22.497653Z","total_count":2,"success_count":2,"successes":[{"id":"indicator--00000000-0000-4000-8000-000000000010","version":"2024-05-01T00:00:00.000Z"},{"id":"indicator--00000000-0000-4000-8000-000000000011","version":"2024-05-01T00:00:00.000Z"}],"failure_count":0,"pending_count":0}');
INSERT INTO status VALUES(X'0e6aabb32ace48ecb1f06b451ad44ac8',2,2,1795435102511193,'{"id":"0e6aabb3-2ace-48ec-b1f0-6b451ad44ac8","status":"complete","request_timestamp":"2026-11-23T11:58:22.510018Z","total_count":2,"success_count":2,"successes":[{"id":"indicator--00000000-0000-4000-8000-000000000012","version":"2024-05-01T00:00:00.000Z"},{"id":"indicator--00000000-0000-4000-8000-000000000001","version":"2024-05-01T00:00:00.000Z"}],"failure_count":0,"pending_count":0}');
INSERT INTO status VALUES(X'208e1eb239fd4cf284a9dc20b1b3e584',2,2,1795435102517348,'{"id":"208e1eb2-39fd-4cf2-84a9-dc20b1b3e584","status":"complete","request_timestamp":"2026-11-23T11:58:22.512221Z","total_count":12,"success_count":12,"successes":[{"id":"indicator--00000000-0000-4000-8000-000000000020","version":"2024-05-01T00:00:00.000Z"},{"id":"indicator--00000000-0000-4000-8000-000000000021","version":"2024-05-01T00:00:00.000Z"},{"id":"indicator--00000000-0000-4000-8000-000000000022","version":"2024-05-01T00:00:00.000Z"},{"id":"indicator--00000000-0000-4000-8000-000000000023","version":"2024-05-01T00:00:00.000Z"},{"id":"indicator--00000000-0000-4000-8000-000000000024","version":"2024-05-01T00:00:00.000Z"},{"id":"indicator--00000000-0000-4000-8000-000000000025","version":"2024-05-01T00:00:00.000Z"},{"id":"indicator--00000000-0000-4000-8000-000000000026","version":"2024-05-01T00:00:00.000Z"},{"id":"indicator--00000000-0000-4000-8000-000000000027","version":"2024-05-01T00:00:00.000Z"},{"id":"indicator--00000000-0000-4000-8000-000000000028","version":"2024-05-01T00:00:00.000Z"},{"id":"indicator--00000000-0000-4000-8000-000000000029","version":"2024-05-01T00:00:00.000Z"},{"id":"indicator--00000000-0000-4000-8000-000000000030","version":"2024-05-01T00:00:00.000Z"},{"id":"indicator--00000000-0000-4000-8000-000000000031","version":"2024-05-01T00:00:00.000Z"}],"failure_count":0,"pending_count":0}');
INSERT INTO status VALUES(X'6a363538f651499ab28069be0cb7d93d',2,2,1795435102560162,'{"id":"6a363538-f651-499a-b280-69be0cb7d93d","status":"complete","request_timestamp":"2026-11-23T11:58:22.555074Z","total_count":2,"success_count":2,"successes":[{"id":"indicator--00000000-0000-4000-8000-000000000032","version":"2024-05-01T00:00:00.000Z"},{"id":"indicator--00000000-0000-4000-8000-000000000033","version":"2024-05-01T00:00:00.000Z"}],"failure_count":0,"pending_count":0}');
INSERT INTO status VALUES(X'6735b1eccd8640eba750cd9943ee3e71',2,2,1795471263768906,'{"id":"6735b1ec-cd86-40eb-a750-cd9943ee3e71","status":"complete","request_timestamp":"2026-11-23T22:01:03.751025Z","total_count":1,"success_count":1,"successes":[{"id":"tool--00000000-0000-4000-8000-000000000043","version":"2024-05-01T00:00:00.000Z"}],"failure_count":0,"pending_count":0}');
INSERT INTO status VALUES(X'226d723a8dd6413d917fd7e1be1d3a11',2,2,1795471264025068,'{"id":"226d723a-8dd6-413d-917f-d7e1be1d3a11","status":"complete","request_timestamp":"2026-11-23T22:01:04.020919Z","total_count":1,"success_count":1,"successes":[{"id":"tool--00000000-0000-4000-8000-000000000044","version":"2024-05-01T00:00:00.000Z"}],"failure_count":0,"pending_count":0}');
CREATE TABLE tally (
  class_no INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  ends INTEGER NOT NULL,                   -- 1: rows with ends, which not everybody may see
  day INTEGER NOT NULL,                    -- days since 1970-01-01
  latest INTEGER NOT NULL,
  total INTEGER NOT NULL,
  PRIMARY KEY (class_no, kind, ends, day)
) WITHOUT ROWID;
INSERT INTO tally VALUES(1,2,0,20780,1,1);
INSERT INTO tally VALUES(1,7,0,20780,2,2);
INSERT INTO tally VALUES(1,11,0,20780,1,1);
INSERT INTO tally VALUES(1,13,0,20780,2,2);
INSERT INTO tally VALUES(1,18,0,20780,1,1);
INSERT INTO tally VALUES(1,50,1,20780,1,1);
INSERT INTO tally VALUES(1,51,1,20780,1,1);
INSERT INTO tally VALUES(1,63,0,20780,1,1);
INSERT INTO tally VALUES(1,200,0,20780,1,4);
INSERT INTO tally VALUES(1,201,0,20780,1,1);
INSERT INTO tally VALUES(1,1000,0,20780,1,1);
INSERT INTO tally VALUES(2,7,0,20780,1,1);
INSERT INTO tally VALUES(4,7,0,20780,1,1);
INSERT INTO tally VALUES(5,7,0,20780,12,12);
INSERT INTO tally VALUES(7,18,0,20780,2,2);
CREATE TABLE token (
  digest BLOB PRIMARY KEY,                 -- SHA-256 of the token, which is never stored
  account_no INTEGER NOT NULL REFERENCES account (no),
  label TEXT NOT NULL,
  created INTEGER NOT NULL,
  expires INTEGER NOT NULL DEFAULT 0, acts INTEGER NOT NULL DEFAULT 15, used INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID;
INSERT INTO token VALUES(X'02218461c6ee340e8f6b292db3b3102b9e6ebdd81c2e3d786f4d16f6c8357181',2,'sensor',1795435102553902,0,15,0);
INSERT INTO token VALUES(X'1747bc5c624db68fcf2954c14832abc597748ddfc20746af46f0dea4876e61ec',1,'first',1795435101196071,0,15,0);
INSERT INTO token VALUES(X'6cd75f8e44318ead1b98fea7682149cd0c4e3e103f57861dcd7e379613133443',2,'resolver',1795480107377588,2110840107377588,4,1795480107381086);
CREATE TABLE version (
  no INTEGER PRIMARY KEY,
  kind INTEGER NOT NULL,
  id BLOB NOT NULL,
  stamp INTEGER NOT NULL,
  spec INTEGER NOT NULL,
  revoked INTEGER NOT NULL,
  json TEXT NOT NULL,                      -- as it came, without white space between tokens
  keys BLOB                                -- of its rows in observable and ref, to take them out again
, deviations TEXT);
INSERT INTO version VALUES(1,7,X'00000000000040008000000000000001',1714521600000000,21,0,'{"type":"indicator","spec_version":"2.1","id":"indicator--00000000-0000-4000-8000-000000000001","created":"2024-01-01T00:00:00.000Z","modified":"2024-05-01T00:00:00.000Z","name":"kept name","pattern":"[domain-name:value = ''evil.example'']","pattern_type":"stix","valid_from":"2024-01-01T00:00:00Z"}',X'01000000055d20507e3537415f',NULL);
INSERT INTO version VALUES(2,7,X'00000000000040008000000000000001',1717200000000000,21,0,'{"type":"indicator","spec_version":"2.1","id":"indicator--00000000-0000-4000-8000-000000000001","created":"2024-01-01T00:00:00.000Z","modified":"2024-06-01T00:00:00.000Z","name":"newer name","pattern":"[domain-name:value = ''evil.example'']","pattern_type":"stix","valid_from":"2024-01-01T00:00:00Z"}',X'01000000055d20507e3537415f',NULL);
INSERT INTO version VALUES(3,7,X'00000000000040008000000000000002',1714521600000000,21,0,'{"type":"indicator","spec_version":"2.1","id":"indicator--00000000-0000-4000-8000-000000000002","created":"2024-01-01T00:00:00.000Z","modified":"2024-05-01T00:00:00.000Z","name":"a network","pattern":"[ipv4-addr:value = ''192.0.2.0/24'']","pattern_type":"stix","valid_from":"2024-01-01T00:00:00Z"}',X'01000000039042a245552e3fc4',NULL);
INSERT INTO version VALUES(4,7,X'00000000000040008000000000000003',1714521600000000,21,1,'{"type":"indicator","spec_version":"2.1","id":"indicator--00000000-0000-4000-8000-000000000003","created":"2024-01-01T00:00:00.000Z","modified":"2024-05-01T00:00:00.000Z","name":"\u75c5\u9662\u3092\u9a19\u308b","pattern":"[url:value = ''http://evil.example/a'']","pattern_type":"stix","valid_from":"2024-01-01T00:00:00Z","revoked":true}',X'0100000006125d54058cfc6744',NULL);
INSERT INTO version VALUES(5,11,X'00000000000040008000000000000004',1704067200000000,21,0,'{"type":"malware","spec_version":"2.1","id":"malware--00000000-0000-4000-8000-000000000004","created":"2024-01-01T00:00:00.000Z","modified":"2024-01-01T00:00:00.000Z","name":"Bedlock","is_family":true}',NULL,NULL);
INSERT INTO version VALUES(6,50,X'00000000000040008000000000000005',1704067200000000,21,0,'{"type":"relationship","spec_version":"2.1","id":"relationship--00000000-0000-4000-8000-000000000005","created":"2024-01-01T00:00:00.000Z","modified":"2024-01-01T00:00:00.000Z","relationship_type":"indicates","source_ref":"indicator--00000000-0000-4000-8000-000000000001","target_ref":"malware--00000000-0000-4000-8000-000000000004"}',X'00000000010700000000000000000040008000000000000001020b00000000000000000040008000000000000004',NULL);
INSERT INTO version VALUES(7,51,X'00000000000040008000000000000006',1704067200000000,21,0,'{"type":"sighting","spec_version":"2.1","id":"sighting--00000000-0000-4000-8000-000000000006","created":"2024-01-01T00:00:00.000Z","modified":"2024-01-01T00:00:00.000Z","sighting_of_ref":"indicator--00000000-0000-4000-8000-000000000001","count":3}',X'00000000010700000000000000000040008000000000000001',NULL);
INSERT INTO version VALUES(8,63,X'00000000000040008000000000000007',1795435102232397,21,0,'{"type":"domain-name","spec_version":"2.1","id":"domain-name--00000000-0000-4000-8000-000000000007","value":"www.evil.example"}',X'0100000005a90156f2de17f51f',NULL);
INSERT INTO version VALUES(9,1000,X'00000000000040008000000000000008',1704067200000000,21,0,'{"type":"x-thing","spec_version":"2.1","id":"x-thing--00000000-0000-4000-8000-000000000008","created":"2024-01-01T00:00:00.000Z","modified":"2024-01-01T00:00:00.000Z","name":"of a kind of its own"}',NULL,NULL);
INSERT INTO version VALUES(10,2,X'00000000000040008000000000000009',1546300800000000,20,0,'{"type":"campaign","id":"campaign--00000000-0000-4000-8000-000000000009","created":"2019-01-01T00:00:00.000Z","modified":"2019-01-01T00:00:00.000Z","name":"of STIX 2.0"}',NULL,NULL);
INSERT INTO version VALUES(11,7,X'00000000000040008000000000000010',1714521600000000,21,0,'{"type":"indicator","spec_version":"2.1","id":"indicator--00000000-0000-4000-8000-000000000010","created":"2024-01-01T00:00:00.000Z","modified":"2024-05-01T00:00:00.000Z","name":"said by bob","pattern":"[domain-name:value = ''example.com'']","pattern_type":"stix","valid_from":"2024-01-01T00:00:00Z","object_marking_refs":["marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003"]}',X'01000000050060d60a09b13e41',NULL);
INSERT INTO version VALUES(12,7,X'00000000000040008000000000000011',1714521600000000,21,0,'{"type":"indicator","spec_version":"2.1","id":"indicator--00000000-0000-4000-8000-000000000011","created":"2024-01-01T00:00:00.000Z","modified":"2024-05-01T00:00:00.000Z","name":"for few","pattern":"[domain-name:value = ''example.com'']","pattern_type":"stix","valid_from":"2024-01-01T00:00:00Z","object_marking_refs":["marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1"]}',X'01000000050060d60a09b13e41',NULL);
INSERT INTO version VALUES(13,7,X'00000000000040008000000000000012',1714521600000000,21,0,'{"type":"indicator","spec_version":"2.1","id":"indicator--00000000-0000-4000-8000-000000000012","created":"2024-01-01T00:00:00.000Z","modified":"2024-05-01T00:00:00.000Z","name":"closed name","pattern":"[domain-name:value = ''example.com'']","pattern_type":"stix","valid_from":"2024-01-01T00:00:00Z"}',X'01000000050060d60a09b13e41',NULL);
INSERT INTO version VALUES(14,7,X'00000000000040008000000000000020',1714521600000000,21,0,'{"type":"indicator","spec_version":"2.1","id":"indicator--00000000-0000-4000-8000-000000000020","created":"2024-01-01T00:00:00.000Z","modified":"2024-05-01T00:00:00.000Z","name":"open 20","pattern":"[domain-name:value = ''n20.example'']","pattern_type":"stix","valid_from":"2024-01-01T00:00:00Z"}',X'0100000005b7b4efbcf6852c0e',NULL);
INSERT INTO version VALUES(15,7,X'00000000000040008000000000000021',1714521600000000,21,0,'{"type":"indicator","spec_version":"2.1","id":"indicator--00000000-0000-4000-8000-000000000021","created":"2024-01-01T00:00:00.000Z","modified":"2024-05-01T00:00:00.000Z","name":"open 21","pattern":"[domain-name:value = ''n21.example'']","pattern_type":"stix","valid_from":"2024-01-01T00:00:00Z"}',X'0100000005de846e2e34b64de6',NULL);
INSERT INTO version VALUES(16,7,X'00000000000040008000000000000022',1714521600000000,21,0,'{"type":"indicator","spec_version":"2.1","id":"indicator--00000000-0000-4000-8000-000000000022","created":"2024-01-01T00:00:00.000Z","modified":"2024-05-01T00:00:00.000Z","name":"open 22","pattern":"[domain-name:value = ''n22.example'']","pattern_type":"stix","valid_from":"2024-01-01T00:00:00Z"}',X'0100000005b33f99fda7608512',NULL);
INSERT INTO version VALUES(17,7,X'00000000000040008000000000000023',1714521600000000,21,0,'{"type":"indicator","spec_version":"2.1","id":"indicator--00000000-0000-4000-8000-000000000023","created":"2024-01-01T00:00:00.000Z","modified":"2024-05-01T00:00:00.000Z","name":"open 23","pattern":"[domain-name:value = ''n23.example'']","pattern_type":"stix","valid_from":"2024-01-01T00:00:00Z"}',X'0100000005f2a09b9d841d72b1',NULL);
INSERT INTO version VALUES(18,7,X'00000000000040008000000000000024',1714521600000000,21,0,'{"type":"indicator","spec_version":"2.1","id":"indicator--00000000-0000-4000-8000-000000000024","created":"2024-01-01T00:00:00.000Z","modified":"2024-05-01T00:00:00.000Z","name":"open 24","pattern":"[domain-name:value = ''n24.example'']","pattern_type":"stix","valid_from":"2024-01-01T00:00:00Z"}',X'01000000055c8b1597b4df9e99',NULL);
INSERT INTO version VALUES(19,7,X'00000000000040008000000000000025',1714521600000000,21,0,'{"type":"indicator","spec_version":"2.1","id":"indicator--00000000-0000-4000-8000-000000000025","created":"2024-01-01T00:00:00.000Z","modified":"2024-05-01T00:00:00.000Z","name":"open 25","pattern":"[domain-name:value = ''n25.example'']","pattern_type":"stix","valid_from":"2024-01-01T00:00:00Z"}',X'01000000055fb630e915303d02',NULL);
INSERT INTO version VALUES(20,7,X'00000000000040008000000000000026',1714521600000000,21,0,'{"type":"indicator","spec_version":"2.1","id":"indicator--00000000-0000-4000-8000-000000000026","created":"2024-01-01T00:00:00.000Z","modified":"2024-05-01T00:00:00.000Z","name":"open 26","pattern":"[domain-name:value = ''n26.example'']","pattern_type":"stix","valid_from":"2024-01-01T00:00:00Z"}',X'0100000005e6e9aeb993aa5822',NULL);
INSERT INTO version VALUES(21,7,X'00000000000040008000000000000027',1714521600000000,21,0,'{"type":"indicator","spec_version":"2.1","id":"indicator--00000000-0000-4000-8000-000000000027","created":"2024-01-01T00:00:00.000Z","modified":"2024-05-01T00:00:00.000Z","name":"open 27","pattern":"[domain-name:value = ''n27.example'']","pattern_type":"stix","valid_from":"2024-01-01T00:00:00Z"}',X'0100000005ea79fb03c31e76a1',NULL);
INSERT INTO version VALUES(22,7,X'00000000000040008000000000000028',1714521600000000,21,0,'{"type":"indicator","spec_version":"2.1","id":"indicator--00000000-0000-4000-8000-000000000028","created":"2024-01-01T00:00:00.000Z","modified":"2024-05-01T00:00:00.000Z","name":"open 28","pattern":"[domain-name:value = ''n28.example'']","pattern_type":"stix","valid_from":"2024-01-01T00:00:00Z"}',X'010000000537a79169730a2e71',NULL);
INSERT INTO version VALUES(23,7,X'00000000000040008000000000000029',1714521600000000,21,0,'{"type":"indicator","spec_version":"2.1","id":"indicator--00000000-0000-4000-8000-000000000029","created":"2024-01-01T00:00:00.000Z","modified":"2024-05-01T00:00:00.000Z","name":"open 29","pattern":"[domain-name:value = ''n29.example'']","pattern_type":"stix","valid_from":"2024-01-01T00:00:00Z"}',X'0100000005aa492ea5aac56ecb',NULL);
INSERT INTO version VALUES(24,7,X'00000000000040008000000000000030',1714521600000000,21,0,'{"type":"indicator","spec_version":"2.1","id":"indicator--00000000-0000-4000-8000-000000000030","created":"2024-01-01T00:00:00.000Z","modified":"2024-05-01T00:00:00.000Z","name":"open 30","pattern":"[domain-name:value = ''n30.example'']","pattern_type":"stix","valid_from":"2024-01-01T00:00:00Z"}',X'01000000055bb6d395bcafd684',NULL);
INSERT INTO version VALUES(25,7,X'00000000000040008000000000000031',1714521600000000,21,0,'{"type":"indicator","spec_version":"2.1","id":"indicator--00000000-0000-4000-8000-000000000031","created":"2024-01-01T00:00:00.000Z","modified":"2024-05-01T00:00:00.000Z","name":"open 31","pattern":"[domain-name:value = ''n31.example'']","pattern_type":"stix","valid_from":"2024-01-01T00:00:00Z"}',X'0100000005f6b14884d8a4452c',NULL);
INSERT INTO version VALUES(26,200,X'd75eeceda40e4ab4b082951c78f41b1c',1795435102518000,21,0,'{"type":"dialogue","spec_version":"2.1","id":"dialogue--d75eeced-a40e-4ab4-b082-951c78f41b1c","created_by_ref":"identity--7bf703df-8b62-4536-89a9-b6baf40bcaa4","created":"2026-11-23T11:58:22.518Z","modified":"2026-11-23T11:58:22.518Z","name":"An older meeting","purpose":"to be there afterwards","start":"2024-05-01T00:00:00.000Z","time_zones":["Asia/Tokyo","America/New_York"],"organiser_refs":["identity--7bf703df-8b62-4536-89a9-b6baf40bcaa4"],"moderator_refs":["identity--6a8104f0-5e88-4902-bcaa-cb5cda5dc430"],"extensions":{"extension-definition--5a2c1f0e-7d0b-4b39-9d0e-3f1f6b0a6c02":{"extension_type":"new-sdo"}},"object_marking_refs":["marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb"]}',X'0000000003050000007bf703df8b62453689a9b6baf40bcaa400050000007bf703df8b62453689a9b6baf40bcaa400050000006a8104f05e884902bcaacb5cda5dc430',NULL);
INSERT INTO version VALUES(27,200,X'd75eeceda40e4ab4b082951c78f41b1c',1795435102521000,21,0,'{"type":"dialogue","spec_version":"2.1","id":"dialogue--d75eeced-a40e-4ab4-b082-951c78f41b1c","created_by_ref":"identity--7bf703df-8b62-4536-89a9-b6baf40bcaa4","created":"2026-11-23T11:58:22.518Z","modified":"2026-11-23T11:58:22.521Z","name":"An older meeting","purpose":"to be there afterwards","start":"2024-05-01T00:00:00.000Z","time_zones":["Asia/Tokyo","America/New_York"],"organiser_refs":["identity--7bf703df-8b62-4536-89a9-b6baf40bcaa4"],"moderator_refs":["identity--6a8104f0-5e88-4902-bcaa-cb5cda5dc430"],"extensions":{"extension-definition--5a2c1f0e-7d0b-4b39-9d0e-3f1f6b0a6c02":{"extension_type":"new-sdo"}},"object_marking_refs":["marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb"],"agenda":[{"id":"opening-5jrxy","kind":"opening","title":"Welcome","minutes":30}]}',X'0000000003050000007bf703df8b62453689a9b6baf40bcaa400050000007bf703df8b62453689a9b6baf40bcaa400050000006a8104f05e884902bcaacb5cda5dc430',NULL);
INSERT INTO version VALUES(28,200,X'd75eeceda40e4ab4b082951c78f41b1c',1795435102528000,21,0,'{"type":"dialogue","spec_version":"2.1","id":"dialogue--d75eeced-a40e-4ab4-b082-951c78f41b1c","created_by_ref":"identity--7bf703df-8b62-4536-89a9-b6baf40bcaa4","created":"2026-11-23T11:58:22.518Z","modified":"2026-11-23T11:58:22.528Z","name":"An older meeting","purpose":"to be there afterwards","start":"2024-05-01T00:00:00.000Z","time_zones":["Asia/Tokyo","America/New_York"],"organiser_refs":["identity--7bf703df-8b62-4536-89a9-b6baf40bcaa4"],"moderator_refs":["identity--6a8104f0-5e88-4902-bcaa-cb5cda5dc430"],"extensions":{"extension-definition--5a2c1f0e-7d0b-4b39-9d0e-3f1f6b0a6c02":{"extension_type":"new-sdo"}},"object_marking_refs":["marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb"],"agenda":[{"id":"opening-5jrxy","kind":"opening","title":"Welcome","minutes":30},{"id":"panel-td6bh","kind":"panel","title":"Capacity","minutes":30}]}',X'0000000003050000007bf703df8b62453689a9b6baf40bcaa400050000007bf703df8b62453689a9b6baf40bcaa400050000006a8104f05e884902bcaacb5cda5dc430',NULL);
INSERT INTO version VALUES(29,200,X'd75eeceda40e4ab4b082951c78f41b1c',1795435102536000,21,0,'{"type":"dialogue","spec_version":"2.1","id":"dialogue--d75eeced-a40e-4ab4-b082-951c78f41b1c","created_by_ref":"identity--7bf703df-8b62-4536-89a9-b6baf40bcaa4","created":"2026-11-23T11:58:22.518Z","modified":"2026-11-23T11:58:22.536Z","name":"An older meeting","purpose":"to be there afterwards","start":"2024-05-01T00:00:00.000Z","time_zones":["Asia/Tokyo","America/New_York"],"organiser_refs":["identity--7bf703df-8b62-4536-89a9-b6baf40bcaa4"],"moderator_refs":["identity--6a8104f0-5e88-4902-bcaa-cb5cda5dc430"],"extensions":{"extension-definition--5a2c1f0e-7d0b-4b39-9d0e-3f1f6b0a6c02":{"extension_type":"new-sdo"}},"object_marking_refs":["marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb"],"agenda":[{"id":"opening-5jrxy","kind":"opening","title":"Welcome","minutes":30},{"id":"panel-td6bh","kind":"panel","title":"Capacity","minutes":30},{"id":"closing-7b2b7","kind":"closing","title":"Farewell","minutes":30}]}',X'0000000003050000007bf703df8b62453689a9b6baf40bcaa400050000007bf703df8b62453689a9b6baf40bcaa400050000006a8104f05e884902bcaacb5cda5dc430',NULL);
INSERT INTO version VALUES(30,13,X'7eb5333ed86c40c6a6a6a20dcce034ff',1795435102541000,21,0,'{"type":"note","spec_version":"2.1","id":"note--7eb5333e-d86c-40c6-a6a6-a20dcce034ff","created_by_ref":"identity--2894a750-5021-46a5-9e83-6558178a8f57","created":"2026-11-23T11:58:22.541Z","modified":"2026-11-23T11:58:22.541Z","content":"What stays?","object_refs":["dialogue--d75eeced-a40e-4ab4-b082-951c78f41b1c"],"lang":"en","extensions":{"extension-definition--5a2c1f0e-7d0b-4b39-9d0e-3f1f6b0a6c03":{"extension_type":"property-extension","dialogue_ref":"dialogue--d75eeced-a40e-4ab4-b082-951c78f41b1c","anonymous":false}},"object_marking_refs":["marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb"]}',X'0000000003050000002894a750502146a59e836558178a8f5704c8000000d75eeceda40e4ab4b082951c78f41b1c00c8000000d75eeceda40e4ab4b082951c78f41b1c',NULL);
INSERT INTO version VALUES(31,15,X'9efa9dcae30f5e49b71f49a9142cb1e0',1795435102543000,21,0,'{"type":"opinion","spec_version":"2.1","id":"opinion--9efa9dca-e30f-5e49-b71f-49a9142cb1e0","created_by_ref":"identity--6a8104f0-5e88-4902-bcaa-cb5cda5dc430","created":"2026-11-23T11:58:22.543Z","modified":"2026-11-23T11:58:22.543Z","opinion":"agree","object_refs":["note--7eb5333e-d86c-40c6-a6a6-a20dcce034ff"],"extensions":{"extension-definition--5a2c1f0e-7d0b-4b39-9d0e-3f1f6b0a6c05":{"extension_type":"property-extension"}},"object_marking_refs":["marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb"]}',X'0000000003050000006a8104f05e884902bcaacb5cda5dc430040d0000007eb5333ed86c40c6a6a6a20dcce034ff',NULL);
INSERT INTO version VALUES(32,13,X'ccf99eab89155fa78fe0a69408d2f910',1795435102549000,21,0,'{"type":"note","spec_version":"2.1","id":"note--ccf99eab-8915-5fa7-8fe0-a69408d2f910","created_by_ref":"identity--6a8104f0-5e88-4902-bcaa-cb5cda5dc430","created":"2026-11-23T11:58:22.549Z","modified":"2026-11-23T11:58:22.549Z","content":"Everything.","object_refs":["note--7eb5333e-d86c-40c6-a6a6-a20dcce034ff"],"extensions":{"extension-definition--5a2c1f0e-7d0b-4b39-9d0e-3f1f6b0a6c04":{"extension_type":"property-extension","state":"answered"}},"object_marking_refs":["marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb"]}',X'0000000003050000006a8104f05e884902bcaacb5cda5dc430040d0000007eb5333ed86c40c6a6a6a20dcce034ff',NULL);
INSERT INTO version VALUES(33,201,X'f663ed753a41486aac3ef0e4369fb1ed',1795435102551000,21,0,'{"type":"key-issue","spec_version":"2.1","id":"key-issue--f663ed75-3a41-486a-ac3e-f0e4369fb1ed","created_by_ref":"identity--2894a750-5021-46a5-9e83-6558178a8f57","created":"2026-11-23T11:58:22.551Z","modified":"2026-11-23T11:58:22.551Z","name":"Trust","description":"between releases","dialogue_ref":"dialogue--d75eeced-a40e-4ab4-b082-951c78f41b1c","lang":"en","extensions":{"extension-definition--5a2c1f0e-7d0b-4b39-9d0e-3f1f6b0a6c06":{"extension_type":"new-sdo"}},"object_marking_refs":["marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb"]}',X'0000000003050000002894a750502146a59e836558178a8f5700c8000000d75eeceda40e4ab4b082951c78f41b1c',NULL);
INSERT INTO version VALUES(34,15,X'c6130ce506f95394b86e9c3fd772bc2b',1795435102552000,21,0,'{"type":"opinion","spec_version":"2.1","id":"opinion--c6130ce5-06f9-5394-b86e-9c3fd772bc2b","created_by_ref":"identity--6a8104f0-5e88-4902-bcaa-cb5cda5dc430","created":"2026-11-23T11:58:22.552Z","modified":"2026-11-23T11:58:22.552Z","opinion":"agree","object_refs":["key-issue--f663ed75-3a41-486a-ac3e-f0e4369fb1ed"],"extensions":{"extension-definition--5a2c1f0e-7d0b-4b39-9d0e-3f1f6b0a6c05":{"extension_type":"property-extension"}},"object_marking_refs":["marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb"]}',X'0000000003050000006a8104f05e884902bcaacb5cda5dc43004c9000000f663ed753a41486aac3ef0e4369fb1ed',NULL);
INSERT INTO version VALUES(37,18,X'00000000000040008000000000000041',1714521600000000,21,0,'{"type":"tool","spec_version":"2.1","id":"tool--00000000-0000-4000-8000-000000000041","created":"2024-05-01T00:00:00.000Z","modified":"2024-05-01T00:00:00.000Z","name":"Keyhole","description":"of few","object_marking_refs":["marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb"],"granular_markings":[{"marking_ref":"marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1","selectors":["description"]}]}',NULL,NULL);
INSERT INTO version VALUES(38,18,X'00000000000040008000000000000042',1714521600000000,21,0,'{"type":"tool","spec_version":"2.1","id":"tool--00000000-0000-4000-8000-000000000042","created":"2024-05-01T00:00:00.000Z","modified":"2024-05-01T00:00:00.000Z","name":"Breaks a rule","aliases":[]}',NULL,'{"findings":[{"rule":"list","section":"2.12","path":"aliases","sentence":"a list that is not empty is expected"}],"left_out":0}');
INSERT INTO version VALUES(40,18,X'00000000000040008000000000000043',1714521600000000,21,0,'{"type":"tool","spec_version":"2.1","id":"tool--00000000-0000-4000-8000-000000000043","created":"2024-05-01T00:00:00.000Z","modified":"2024-05-01T00:00:00.000Z","name":"Keyhole","description":"of few","object_marking_refs":["marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb"],"granular_markings":[{"marking_ref":"marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1","selectors":["description"]}]}',NULL,NULL);
INSERT INTO version VALUES(42,18,X'00000000000040008000000000000062',1748736000000000,21,0,'{"type":"tool","spec_version":"2.1","id":"tool--00000000-0000-4000-8000-000000000062","created":"2025-06-01T00:00:00.000Z","modified":"2025-06-01T00:00:00.000Z","name":"cut on release","description":"for few","object_marking_refs":["marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb"],"granular_markings":[{"marking_ref":"marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1","selectors":["description"]}]}',NULL,NULL);
CREATE TABLE version_key (
  id BLOB NOT NULL,                        -- uuid
  kind INTEGER NOT NULL,
  stamp INTEGER NOT NULL,                  -- modified, else created, else arrival
  spec INTEGER NOT NULL,                   -- 20, 21
  version_no INTEGER NOT NULL,
  PRIMARY KEY (id, kind, stamp, spec)
) WITHOUT ROWID;
INSERT INTO version_key VALUES(X'00000000000040008000000000000001',7,1714521600000000,21,1);
INSERT INTO version_key VALUES(X'00000000000040008000000000000001',7,1717200000000000,21,2);
INSERT INTO version_key VALUES(X'00000000000040008000000000000002',7,1714521600000000,21,3);
INSERT INTO version_key VALUES(X'00000000000040008000000000000003',7,1714521600000000,21,4);
INSERT INTO version_key VALUES(X'00000000000040008000000000000004',11,1704067200000000,21,5);
INSERT INTO version_key VALUES(X'00000000000040008000000000000005',50,1704067200000000,21,6);
INSERT INTO version_key VALUES(X'00000000000040008000000000000006',51,1704067200000000,21,7);
INSERT INTO version_key VALUES(X'00000000000040008000000000000007',63,1795435102232397,21,8);
INSERT INTO version_key VALUES(X'00000000000040008000000000000008',1000,1704067200000000,21,9);
INSERT INTO version_key VALUES(X'00000000000040008000000000000009',2,1546300800000000,20,10);
INSERT INTO version_key VALUES(X'00000000000040008000000000000010',7,1714521600000000,21,11);
INSERT INTO version_key VALUES(X'00000000000040008000000000000011',7,1714521600000000,21,12);
INSERT INTO version_key VALUES(X'00000000000040008000000000000012',7,1714521600000000,21,13);
INSERT INTO version_key VALUES(X'00000000000040008000000000000020',7,1714521600000000,21,14);
INSERT INTO version_key VALUES(X'00000000000040008000000000000021',7,1714521600000000,21,15);
INSERT INTO version_key VALUES(X'00000000000040008000000000000022',7,1714521600000000,21,16);
INSERT INTO version_key VALUES(X'00000000000040008000000000000023',7,1714521600000000,21,17);
INSERT INTO version_key VALUES(X'00000000000040008000000000000024',7,1714521600000000,21,18);
INSERT INTO version_key VALUES(X'00000000000040008000000000000025',7,1714521600000000,21,19);
INSERT INTO version_key VALUES(X'00000000000040008000000000000026',7,1714521600000000,21,20);
INSERT INTO version_key VALUES(X'00000000000040008000000000000027',7,1714521600000000,21,21);
INSERT INTO version_key VALUES(X'00000000000040008000000000000028',7,1714521600000000,21,22);
INSERT INTO version_key VALUES(X'00000000000040008000000000000029',7,1714521600000000,21,23);
INSERT INTO version_key VALUES(X'00000000000040008000000000000030',7,1714521600000000,21,24);
INSERT INTO version_key VALUES(X'00000000000040008000000000000031',7,1714521600000000,21,25);
INSERT INTO version_key VALUES(X'00000000000040008000000000000041',18,1714521600000000,21,37);
INSERT INTO version_key VALUES(X'00000000000040008000000000000042',18,1714521600000000,21,38);
INSERT INTO version_key VALUES(X'00000000000040008000000000000043',18,1714521600000000,21,40);
INSERT INTO version_key VALUES(X'00000000000040008000000000000062',18,1748736000000000,21,42);
INSERT INTO version_key VALUES(X'7eb5333ed86c40c6a6a6a20dcce034ff',13,1795435102541000,21,30);
INSERT INTO version_key VALUES(X'9efa9dcae30f5e49b71f49a9142cb1e0',15,1795435102543000,21,31);
INSERT INTO version_key VALUES(X'c6130ce506f95394b86e9c3fd772bc2b',15,1795435102552000,21,34);
INSERT INTO version_key VALUES(X'ccf99eab89155fa78fe0a69408d2f910',13,1795435102549000,21,32);
INSERT INTO version_key VALUES(X'd75eeceda40e4ab4b082951c78f41b1c',200,1795435102518000,21,26);
INSERT INTO version_key VALUES(X'd75eeceda40e4ab4b082951c78f41b1c',200,1795435102521000,21,27);
INSERT INTO version_key VALUES(X'd75eeceda40e4ab4b082951c78f41b1c',200,1795435102528000,21,28);
INSERT INTO version_key VALUES(X'd75eeceda40e4ab4b082951c78f41b1c',200,1795435102536000,21,29);
INSERT INTO version_key VALUES(X'f663ed753a41486aac3ef0e4369fb1ed',201,1795435102551000,21,33);
CREATE TABLE leaf (
  no INTEGER PRIMARY KEY,                  -- its place in the log, from 0, without gaps
  act INTEGER NOT NULL,                    -- 1 taken, 2 removed (ledger/entry.h)
  added INTEGER NOT NULL,                  -- of the member that was taken; a stamp of its own: removed
  removed INTEGER NOT NULL,                -- the `added` of the member that went; 0: taken
  salt BLOB,                               -- 32 bytes
  commitment BLOB NOT NULL,                -- 32 bytes: the entry, but for its first byte
  said BLOB                                -- of one removed: what it commits to, behind the salt
);
INSERT INTO leaf VALUES(0,1,1795435102232390,0,X'6da4ce7954500e1ee8f7def3b4ce4fd8bb18fbace7532bbc600fa6bb4138fd01',X'cf4de58eea0c34462ae0206ad69633008c8bc8961aff807584b0920daf35efb8',NULL);
INSERT INTO leaf VALUES(1,1,1795435102232391,0,X'2023868140e2963b318eae2974d0378d41e5d4ff19372eacc42e81753e46c15d',X'dc9e1a65d3baf93dd046070d88499f0bac7f96c141c0b5d1c5d615395ef501d6',NULL);
INSERT INTO leaf VALUES(2,1,1795435102232392,0,X'5b9151fc7107642a639cdb2a1ba93b046e90ebd98c33227c9f62f09dd15c41e2',X'2a6a434bee26f2421945041ffe151a5cecdaf639ebd0dbc1181447f1c398557f',NULL);
INSERT INTO leaf VALUES(3,1,1795435102232393,0,X'cfb6b30d3c4c569e4259b63c39f59de1c33ff3f28adbe5d5ae5c4939f6b7e4c3',X'a206c3b0b62a3eb5b8acc22558040c2f846ee944aa37141e03fc8a98713f4cc0',NULL);
INSERT INTO leaf VALUES(4,1,1795435102232394,0,X'a69345b7c1b07a05eca2ee1ceb25fb4f55675163188cf3e640427e2d9fa83408',X'f3279022db84fc3bc892419a10fa00cc9a91f63ec1b1123351bdcda5f63cb077',NULL);
INSERT INTO leaf VALUES(5,1,1795435102232395,0,X'1bc124300a4e9516d964f25a6a266494e7349fa076ce332e211e6982a0044576',X'44d552ed60f75e443d02121faac29537af04dc5895a3c093b4229bf292b3b7d5',NULL);
INSERT INTO leaf VALUES(6,1,1795435102232396,0,X'6792e23957e3f002022bd027dffe3612f1766c96aa3d7dab7fbd5914617bd42b',X'de80d1cbc690f7b3e91608a51863f38fe3e2f0b6142f89dcd8705918dc92dba6',NULL);
INSERT INTO leaf VALUES(7,1,1795435102232397,0,X'bfd9f4eb6370c9093284c6c480937481ad554b4533d585ae600a330ae4099e2e',X'6184cb16a48600719c84932155fc566ba81f840443123c06e5577e7b3606dd0d',NULL);
INSERT INTO leaf VALUES(8,1,1795435102232398,0,X'ad97036f3ddd60d5edf61695e4ccc08670f34d3eaadb1e40b22811cbb36391cb',X'fd945bfa9c0dae61f54e7743e252105f1ef3987fc8972eb4d185dbcb90bcf38b',NULL);
INSERT INTO leaf VALUES(9,1,1795435102232399,0,X'b738166aa85df369b276bed4f35f017a176f7d43057297ae9f13ca535faa8379',X'7ee0b859d0225aef964956a71e73707c1c848266ac162c8ae33925b2ed252318',NULL);
INSERT INTO leaf VALUES(10,1,1795435102504256,0,X'5a361cb0af0c456eac7e2adf3deb746197d5efd51b8b0c4cff56a29f8dbb18f4',X'9fe65d23546b20b7fea58175fc485ab27715c3b4001f310a965241bb2f14e1b1',NULL);
INSERT INTO leaf VALUES(11,1,1795435102504257,0,X'bc82ea21808bc3cbb4b56e8d47688b13ba2354a87ed36233caa8c80f38cc2fa0',X'2b50606905108ce40c76b370d80c491456943506a67be3b673a5a0d124d76dee',NULL);
INSERT INTO leaf VALUES(12,1,1795435102510411,0,X'068808c62a0c796aa61d915deac539e8acc90704f85b29d875e775bf4d31e5b9',X'bfd58dc18f48185f9be1d01425aeccb2936d8f7b1c66361fb69bdcd74a27ccba',NULL);
INSERT INTO leaf VALUES(13,1,1795435102510412,0,X'93876534195d0c91c29919b6003c57efc814cda4328c5aab456df9bb7069f8ee',X'4744dfc3fb6e5bafcbac3c4781a4b8ec6d9d978f874dab75059a67b76d73b20a',NULL);
INSERT INTO leaf VALUES(14,1,1795435102516279,0,X'ceb9bdfcf73289225ddd45aa16b9def7f4e9a68feb6cf85286badd2d76b1116f',X'acf1c20a71fa7a828627d69c1671dcccc1e44f823948c376287a129c10b6bbcc',NULL);
INSERT INTO leaf VALUES(15,1,1795435102516280,0,X'1d0420c04cd8c08799870049f2b4dae036ad9306ab9aea1bda68981345f26f9b',X'4d9d5adc6fdde713ac6af9a5ced6f7bc0678dfb0c8ee308790f28cafaa8b377e',NULL);
INSERT INTO leaf VALUES(16,1,1795435102516281,0,X'a32db5fc2aaaa656d528fa0bdb1055b2807dbbd12cd907e2e81b5ff90f9a4d41',X'6ed65f28ef3868febee0878929c3bc4bb92668b480df706c544d4f90f57a6629',NULL);
INSERT INTO leaf VALUES(17,1,1795435102516282,0,X'eb0d6aff5d8b007bb821ec60673e9a79b2b22bddb9a876c392c274f379332c45',X'4e68984110ffc03e43cbae67ab20e38f8820c32a1c92cbdba3e24d20217af3e9',NULL);
INSERT INTO leaf VALUES(18,1,1795435102516283,0,X'95c5555aa30afce86cc0c2e3abd54949ae55bece490419b74e1197f05b33a70f',X'f93ff8a180f643d74f36ccae0990f2060b6ac19884260f9527af4cf30c9bc44f',NULL);
INSERT INTO leaf VALUES(19,1,1795435102516284,0,X'013816ca0848db4d44174d57a126725bff4779b4597e7b78e572284b2ec1cf85',X'9874e9189f3d075e418f517133e2b3e89111ab384456884c1c1af1c1479aba7a',NULL);
INSERT INTO leaf VALUES(20,1,1795435102516285,0,X'9e5503da086c40db0db6f993f11bdfba25b098df5065e37c2243f35eae212e44',X'891182aa0cd316b14b288ba2127e5718dc6b02f2c27cf2d0d5a3c62d46d6e0ec',NULL);
INSERT INTO leaf VALUES(21,1,1795435102516286,0,X'b2dea6f39c94de363bd019bb2f0947aae0ff83e45eceeda5915ee853e65a019b',X'445b77d7bc55fa31de5069fd3ebbf945ce68517fddec5327a33be3c75f9c618f',NULL);
INSERT INTO leaf VALUES(22,1,1795435102516287,0,X'30b2bd83eefa56fc563d6badbe7cb90d62e01577098db7fdb9fec1db136c24b9',X'1b4373a3ba143e384c345ca8f04d93d3d11b793d37d638b40163a17a592d7c24',NULL);
INSERT INTO leaf VALUES(23,1,1795435102516288,0,X'aa58e4f5b0d555537269d07ba31e0ddc7d78cb88d2f7b2eafd9c4224bfee36f9',X'85db4284bb59088ba6f62dc4ec3372781a7fe4ba505c11d7c3bdbf7598b95cef',NULL);
INSERT INTO leaf VALUES(24,1,1795435102516289,0,X'b0e8de5613f5877f37cc9e4945c8104dd1c34920680766bd9e24ea51f522f318',X'e83cbc4cd88a2981a4f06ecc11af602065ac10ebb4bd401cc9c4d964dfbe140e',NULL);
INSERT INTO leaf VALUES(25,1,1795435102516290,0,X'c62c2632058b05665313fc45cac2715d75a72cff593394861ad5781622e748de',X'd188b340006231fabf9eab34bdfc0b27053416f21daeb8cebd08ceda9c6d2211',NULL);
INSERT INTO leaf VALUES(26,1,1795435102518446,0,X'b809c3edd76daeb6b27ae0d16ca1b695ab66d4967a2790c41559d35c84561662',X'6e231d90f86c1d37985a4206bee725aa00baa10662ed02d64cb9308137b33425',NULL);
INSERT INTO leaf VALUES(27,1,1795435102521474,0,X'8f16f258332da66e381509bbe7874889b930108c86dae0b432c3bc09f2ed995b',X'd93574872a74c8a82181413a667b72f0560f2fa96bdcf30e4e55a95b2580607d',NULL);
INSERT INTO leaf VALUES(28,1,1795435102528518,0,X'264b287b1e3d247517ef70973ee5976636cc5032eb60b84f15e1667363a084b9',X'def696eb36f4fd5a9a5189a99384b753d6022478be0470ae08d4ba1030378e18',NULL);
INSERT INTO leaf VALUES(29,1,1795435102536451,0,X'a0f771ae8756a93e7e9d9641dfd0340614d3a7c85f8d6d111b7d773132e895cf',X'e95a636116b088473696dd16bdbdfaaa45418cdd328c44315bbf5720067e32f4',NULL);
INSERT INTO leaf VALUES(30,1,1795435102541767,0,X'88269e2fed274d3939e232cc8fa4f76c264d4b9527957cef3c1566cff9d8ac65',X'5d7d3ee6902ca5530d22a66f2de3bf63f4ea4d7794823eeb7cb4441d39c46e22',NULL);
INSERT INTO leaf VALUES(31,1,1795435102543940,0,X'd18b19e53dc32f375ba8ea7f7b9396eb23187b6896b88b13e6d36dfcbdc279f7',X'94b8e4462be6b696d084dc82016acd2cceae8919bb9ab57d297e0cd23a27a5c3',NULL);
INSERT INTO leaf VALUES(32,1,1795435102549788,0,X'6961797c08ff278344da386f452e82a273d8aa374f4b28cff7c4c904ee298e7a',X'e0c21a426f60b7b311699c4523f726e56f327887e9677044c2a983c8b492cf21',NULL);
INSERT INTO leaf VALUES(33,1,1795435102551510,0,X'e596084f53cb599ed836963e107acb3da32c743043cee184a2eb46b80feef29b',X'8c6b1de8c273348197f2120dce70e5d28ea0bd2dfa0698735d3e1df82c63975d',NULL);
INSERT INTO leaf VALUES(34,1,1795435102552827,0,X'05cc9fa5d081df708d180a01839867c4e660eb8e5ee6e7db51ce84df3f8bb781',X'447f2040d773a6fc91f4a2ebfb3561c842dcdb93bba291eaf020e81bba3a84dd',NULL);
INSERT INTO leaf VALUES(35,1,1795456652269359,0,X'79e23d1a7a72bfc2d6484ead3db25302c70dd6f9479d8a22bdd2448d9095657c',X'4841196bdbdc85b2fc4ac8090bc317d809245ddd37b0564c3cc0a0e9b7487aaf',NULL);
INSERT INTO leaf VALUES(36,1,1795456652269360,0,X'cd2964673773b1093bafd008419172267de75a5a95d689c2c9b20025220a5d2a',X'cf599436164d762ed0fbef9fd8cc609ac5dd22decb2a5e7ef5b81f133f5853a2',NULL);
INSERT INTO leaf VALUES(37,1,1795471263764489,0,X'5fba43b743dd853ff886030d182643207a9b05082e612d0359a5ddcafea90879',X'c598d229f716bd2b5b108b8d26f7800435bad2f9cacc5f7cd93c45eb2a471ba9',NULL);
INSERT INTO leaf VALUES(38,1,1795475352621305,0,X'4d95540f50d4ccc839e6a113de7d7caca01a6a8db10d08b88ef210f1e3dbb039',X'fb3fc6b79acc4783339ee16c2c4925a9a4e0abc51d2d42d6f1c2c9a942f6c299',NULL);
INSERT INTO leaf VALUES(39,1,1795475352624659,0,X'679e6f99d68c14774b3f15a95833c6385c6f83fd0bb45e854646904645552e19',X'4e5aee12304a05321d14e76a6e4d9d6670ca1faa3d837aafd83e878090ddfb83',NULL);
INSERT INTO leaf VALUES(40,2,1795475352627861,1795475352624659,X'78d8a5ac11bd62acb54990865263d3fee1d70c8cbd6d156a816052b6be1c20c8',X'7f411273b3238920c318f01dd7a0cf9b87cbfa9360a7b7b4c351e503f1c7375d',X'0215000660f9ae98aa950006367754160000000660f9ae989e13c44c04427a174bc194529874a7f06ea18321ca645607bea2d73d7e089959055be2a1029e3ed93d330b0aa36387fbcee70000000000000000000000000000000000000000000000000000000000000000746f6f6c2d2d30303030303030302d303030302d343030302d383030302d303030303030303030303633');
CREATE TABLE node (
  level INTEGER NOT NULL,                  -- from 1: of 256^level leaves
  no INTEGER NOT NULL,
  hash BLOB NOT NULL,
  PRIMARY KEY (level, no)
) WITHOUT ROWID;
CREATE TABLE edge (
  no INTEGER PRIMARY KEY,                  -- 1
  size INTEGER NOT NULL,                   -- leaves
  hashes BLOB,                             -- one of 32 bytes for each bit of size, the largest first
  is_whole INTEGER NOT NULL                -- 0: members of before there was a log are still to come
);
INSERT INTO edge VALUES(1,41,X'fb8c8ac3b20581402e324fe3fc67b1bf7cb09ee6a95626ce3992b4913a59856baee76240a3861728cb9924507f3e574965b39c24d00b6296ed75d3132caef0dca8864a357037681bd36d32acb12a4e96ae05ee2ac5c46b6410579e41552265d3',1);
CREATE TABLE log_key (
  no INTEGER PRIMARY KEY,                  -- 1
  seed BLOB NOT NULL,                      -- 32 bytes, of Ed25519
  made INTEGER NOT NULL
);
INSERT INTO log_key VALUES(1,X'178afdb4ca7b32295b53ff13796ecba8893dfbd777f12c856a3d90eeb7c0856f',1795475352447285);
CREATE TABLE session (
  digest BLOB PRIMARY KEY,                 -- SHA-256 of the cookie, which is never stored
  id BLOB NOT NULL UNIQUE,                 -- uuid, by which its person names it
  account_no INTEGER NOT NULL REFERENCES account (no),
  created INTEGER NOT NULL,
  used INTEGER NOT NULL,                   -- written behind, see exchange/presence.h
  proved INTEGER NOT NULL,                 -- when its person last proved to be the one
  address TEXT NOT NULL,
  device TEXT NOT NULL                     -- as the browser calls itself
) WITHOUT ROWID;
INSERT INTO session VALUES(X'b5ea564117f8d2c738eeae78be46390eeb596b2866edf5b4baecc20ee9d2acae',X'1cd945606e9c480d959706e9b77a2be0',2,1795480107372334,1795480107372334,1795480107372334,'127.0.0.1','Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0');
CREATE INDEX token_account ON token (account_no);
CREATE INDEX member_class ON member (class_no, added);
CREATE INDEX member_version
  ON member (version_no, class_no, collection_no, kind, giver_no, latest, look);
CREATE INDEX member_apart ON member (added) WHERE look & 7 <> 0;
CREATE INDEX member_ends ON member (added) WHERE look & 8 <> 0;
CREATE INDEX status_made ON status (made);
CREATE INDEX leaf_removed ON leaf (removed) WHERE removed <> 0;
CREATE INDEX session_account ON session (account_no);
COMMIT;
