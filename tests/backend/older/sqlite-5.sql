PRAGMA application_id = 1919839081;
PRAGMA user_version = 5;
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
INSERT INTO "account" VALUES(1,'operator','operator',1,X'02F1CBFCFEF64CE090BE302596C8D789','$argon2id$v=19$m=65536,t=2,p=1$MA1nEX3+r2VU5hLNl2Xbiw$ll964RzUd/bOJntL4tsdzE8O29A8uEKeq+6h7RKANyM',1,1,1795435101184261);
INSERT INTO "account" VALUES(2,'alice','alice',2,X'6A8104F05E884902BCAACB5CDA5DC430','$argon2id$v=19$m=65536,t=2,p=1$giF/8LUUqWlbTQ5nKinkaQ$XJJGxqES2jkDcq6qcn2KqRExxahWd/esWKkglGeL0Gs',0,0,1795435101453662);
INSERT INTO "account" VALUES(3,'bob','bob',3,X'2894A750502146A59E836558178A8F57','$argon2id$v=19$m=65536,t=2,p=1$NbUS1oMR8kKhTvuJovR0dQ$6Vjquck6gIzsK7dNz0kUTJHKW/36L2p+n8fu9JYmMBQ',0,0,1795435101714344);
CREATE TABLE "class" (
  no INTEGER PRIMARY KEY,
  collection_no INTEGER NOT NULL,
  tlp INTEGER NOT NULL,
  is_vote INTEGER NOT NULL,
  parts INTEGER NOT NULL,
  UNIQUE (collection_no, tlp, is_vote, parts)
);
INSERT INTO "class" VALUES(1,2,2,0,0);
INSERT INTO "class" VALUES(2,2,4,0,0);
INSERT INTO "class" VALUES(3,2,5,0,0);
INSERT INTO "class" VALUES(4,3,3,0,0);
INSERT INTO "class" VALUES(5,4,1,0,0);
INSERT INTO "class" VALUES(6,2,2,1,0);
INSERT INTO "class" VALUES(7,2,2,0,32);
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
INSERT INTO "collection" VALUES(1,X'12EAB38395BE4E599309AB93E044E989',1,'home','Home','',3,0,0);
INSERT INTO "collection" VALUES(2,X'C44C04427A174BC194529874A7F06EA1',2,'shared','shared','',2,0,0);
INSERT INTO "collection" VALUES(3,X'8554A80541094B02BFF4465529E300EF',2,'closed','closed','',3,0,0);
INSERT INTO "collection" VALUES(4,X'61008E36EAE64995BBD4E209341C8FC9',2,'open','open','',1,1,0);
CREATE TABLE collection_member (
  collection_no INTEGER NOT NULL REFERENCES collection (no),
  organisation_no INTEGER NOT NULL REFERENCES organisation (no),
  can_read INTEGER NOT NULL,
  can_write INTEGER NOT NULL,
  PRIMARY KEY (collection_no, organisation_no)
) WITHOUT ROWID;
INSERT INTO "collection_member" VALUES(1,1,1,1);
INSERT INTO "collection_member" VALUES(2,2,1,1);
INSERT INTO "collection_member" VALUES(2,3,1,1);
INSERT INTO "collection_member" VALUES(3,2,1,1);
INSERT INTO "collection_member" VALUES(4,2,1,1);
INSERT INTO "collection_member" VALUES(4,3,1,0);
CREATE TABLE community (
  no INTEGER PRIMARY KEY,
  slug TEXT NOT NULL UNIQUE,               -- the TAXII API root
  title TEXT NOT NULL,
  description TEXT NOT NULL DEFAULT ''
);
INSERT INTO "community" VALUES(1,'home','Home','');
INSERT INTO "community" VALUES(2,'one','Community one','');
CREATE TABLE community_member (
  community_no INTEGER NOT NULL REFERENCES community (no),
  organisation_no INTEGER NOT NULL REFERENCES organisation (no),
  PRIMARY KEY (community_no, organisation_no)
) WITHOUT ROWID;
INSERT INTO "community_member" VALUES(1,1);
INSERT INTO "community_member" VALUES(2,2);
INSERT INTO "community_member" VALUES(2,3);
CREATE TABLE delegation (
  organisation_no INTEGER NOT NULL REFERENCES organisation (no),
  delegate_no INTEGER NOT NULL REFERENCES organisation (no),
  PRIMARY KEY (organisation_no, delegate_no)
) WITHOUT ROWID;
INSERT INTO "delegation" VALUES(2,3);
CREATE TABLE ends (
  version_no INTEGER NOT NULL,
  id BLOB NOT NULL,
  kind INTEGER NOT NULL,
  PRIMARY KEY (version_no, id, kind)
) WITHOUT ROWID;
INSERT INTO "ends" VALUES(6,X'00000000000040008000000000000001',7);
INSERT INTO "ends" VALUES(6,X'00000000000040008000000000000004',11);
INSERT INTO "ends" VALUES(7,X'00000000000040008000000000000001',7);
CREATE TABLE forgotten (version_no INTEGER PRIMARY KEY, json TEXT NOT NULL);
CREATE TABLE kind (no INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
INSERT INTO "kind" VALUES(1000,'x-thing');
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
INSERT INTO "member" VALUES(1795435102232390,1,2,1,7,2,0,1);
INSERT INTO "member" VALUES(1795435102232391,2,2,1,7,2,1,1);
INSERT INTO "member" VALUES(1795435102232392,3,2,1,7,2,1,0);
INSERT INTO "member" VALUES(1795435102232393,4,2,1,7,2,1,0);
INSERT INTO "member" VALUES(1795435102232394,5,2,1,11,2,1,0);
INSERT INTO "member" VALUES(1795435102232395,6,2,1,50,2,1,8);
INSERT INTO "member" VALUES(1795435102232396,7,2,1,51,2,1,8);
INSERT INTO "member" VALUES(1795435102232397,8,2,1,63,2,1,0);
INSERT INTO "member" VALUES(1795435102232398,9,2,1,1000,2,1,0);
INSERT INTO "member" VALUES(1795435102232399,10,2,1,2,2,1,0);
INSERT INTO "member" VALUES(1795435102504256,11,2,2,7,3,1,0);
INSERT INTO "member" VALUES(1795435102504257,12,2,3,7,3,1,4);
INSERT INTO "member" VALUES(1795435102510411,13,3,4,7,2,1,0);
INSERT INTO "member" VALUES(1795435102510412,1,3,4,7,2,1,1);
INSERT INTO "member" VALUES(1795435102516279,14,4,5,7,2,1,0);
INSERT INTO "member" VALUES(1795435102516280,15,4,5,7,2,1,0);
INSERT INTO "member" VALUES(1795435102516281,16,4,5,7,2,1,0);
INSERT INTO "member" VALUES(1795435102516282,17,4,5,7,2,1,0);
INSERT INTO "member" VALUES(1795435102516283,18,4,5,7,2,1,0);
INSERT INTO "member" VALUES(1795435102516284,19,4,5,7,2,1,0);
INSERT INTO "member" VALUES(1795435102516285,20,4,5,7,2,1,0);
INSERT INTO "member" VALUES(1795435102516286,21,4,5,7,2,1,0);
INSERT INTO "member" VALUES(1795435102516287,22,4,5,7,2,1,0);
INSERT INTO "member" VALUES(1795435102516288,23,4,5,7,2,1,0);
INSERT INTO "member" VALUES(1795435102516289,24,4,5,7,2,1,0);
INSERT INTO "member" VALUES(1795435102516290,25,4,5,7,2,1,0);
INSERT INTO "member" VALUES(1795435102518446,26,2,1,200,2,0,0);
INSERT INTO "member" VALUES(1795435102521474,27,2,1,200,2,0,0);
INSERT INTO "member" VALUES(1795435102528518,28,2,1,200,2,0,0);
INSERT INTO "member" VALUES(1795435102536451,29,2,1,200,2,1,0);
INSERT INTO "member" VALUES(1795435102541767,30,2,1,13,3,1,0);
INSERT INTO "member" VALUES(1795435102543940,31,2,6,15,2,1,4);
INSERT INTO "member" VALUES(1795435102549788,32,2,1,13,2,1,0);
INSERT INTO "member" VALUES(1795435102551510,33,2,1,201,3,1,0);
INSERT INTO "member" VALUES(1795435102552827,34,2,6,15,2,1,4);
INSERT INTO "member" VALUES(1795456652269359,37,2,3,18,2,1,4);
INSERT INTO "member" VALUES(1795456652269360,38,2,1,18,2,1,0);
INSERT INTO "member" VALUES(1795471263764489,40,2,7,18,2,1,0);
CREATE TABLE named (
  version_no INTEGER NOT NULL,
  identity BLOB NOT NULL,                  -- uuid of an identity: recipient or author
  PRIMARY KEY (version_no, identity)
) WITHOUT ROWID;
INSERT INTO "named" VALUES(31,X'6A8104F05E884902BCAACB5CDA5DC430');
INSERT INTO "named" VALUES(34,X'6A8104F05E884902BCAACB5CDA5DC430');
CREATE TABLE observable (
  hash INTEGER NOT NULL,                   -- observable_hash as a signed number
  version_no INTEGER NOT NULL,
  kind INTEGER NOT NULL,                   -- enum observable_kind
  is_enough INTEGER NOT NULL,              -- seeing this one value satisfies the pattern
  PRIMARY KEY (hash, version_no, kind)
) WITHOUT ROWID;
INSERT INTO "observable" VALUES(-8874712791184591269,24,5,1);
INSERT INTO "observable" VALUES(-7377213172864414884,18,5,1);
INSERT INTO "observable" VALUES(-6812223563417028118,21,5,1);
INSERT INTO "observable" VALUES(-5660429326234181390,17,5,1);
INSERT INTO "observable" VALUES(-4305671774967545200,3,3,1);
INSERT INTO "observable" VALUES(-3787872899865622102,23,5,1);
INSERT INTO "observable" VALUES(-1851623536545856290,15,5,1);
INSERT INTO "observable" VALUES(161338032319936095,19,5,1);
INSERT INTO "observable" VALUES(1021338510284534967,14,5,1);
INSERT INTO "observable" VALUES(1334579139215703987,16,5,1);
INSERT INTO "observable" VALUES(2302773030785778089,8,5,1);
INSERT INTO "observable" VALUES(2474915546692250086,20,5,1);
INSERT INTO "observable" VALUES(3190137160901112310,25,5,1);
INSERT INTO "observable" VALUES(4701389713416019968,11,5,1);
INSERT INTO "observable" VALUES(4701389713416019968,12,5,1);
INSERT INTO "observable" VALUES(4701389713416019968,13,5,1);
INSERT INTO "observable" VALUES(4929185995495333138,4,6,1);
INSERT INTO "observable" VALUES(6863828009981321309,1,5,1);
INSERT INTO "observable" VALUES(6863828009981321309,2,5,1);
INSERT INTO "observable" VALUES(8155467466023216951,22,5,1);
CREATE TABLE organisation (
  no INTEGER PRIMARY KEY,
  slug TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  identity BLOB NOT NULL UNIQUE,           -- uuid of its STIX identity
  sector TEXT NOT NULL DEFAULT '',         -- state private civil-society academia international
  country TEXT NOT NULL DEFAULT '',        -- ISO 3166-1 alpha-2
  patron_no INTEGER REFERENCES organisation (no)  -- the member whose client it is
);
INSERT INTO "organisation" VALUES(1,'home','Home',X'8DB171307A974FCD9A12698AD3490BB9','','',NULL);
INSERT INTO "organisation" VALUES(2,'alpha','Alpha Hospital',X'7BF703DF8B62453689A9B6BAF40BCAA4','','',NULL);
INSERT INTO "organisation" VALUES(3,'beta','Beta CSIRT',X'B4F520A2D7894063A83CD26D38B33612','state','US',NULL);
INSERT INTO "organisation" VALUES(4,'client','Client',X'C6CE0E89DA524E72AE81A99C16A1FB80','','',3);
CREATE TABLE pulse (
  no INTEGER PRIMARY KEY,                  -- 1
  generation INTEGER NOT NULL,             -- rises with every commit that changed something
  rights INTEGER NOT NULL,                 -- when somebody's rights may have changed, or a class came
  names INTEGER NOT NULL,                  -- when a kind or a class came
  removals INTEGER NOT NULL,               -- when something was taken out
  added INTEGER NOT NULL,                  -- the highest stamp ever given
  version INTEGER NOT NULL                 -- the highest number of a version ever given
);
INSERT INTO "pulse" VALUES(1,1,1,0,0,0,0);
CREATE TABLE ref (
  id BLOB NOT NULL,                        -- the object pointed at
  kind INTEGER NOT NULL,
  version_no INTEGER NOT NULL,             -- the version that points
  role INTEGER NOT NULL,                   -- enum object_role
  PRIMARY KEY (id, kind, version_no, role)
) WITHOUT ROWID;
INSERT INTO "ref" VALUES(X'00000000000040008000000000000001',7,6,1);
INSERT INTO "ref" VALUES(X'00000000000040008000000000000001',7,7,1);
INSERT INTO "ref" VALUES(X'00000000000040008000000000000004',11,6,2);
INSERT INTO "ref" VALUES(X'2894A750502146A59E836558178A8F57',5,30,3);
INSERT INTO "ref" VALUES(X'2894A750502146A59E836558178A8F57',5,33,3);
INSERT INTO "ref" VALUES(X'6A8104F05E884902BCAACB5CDA5DC430',5,26,0);
INSERT INTO "ref" VALUES(X'6A8104F05E884902BCAACB5CDA5DC430',5,27,0);
INSERT INTO "ref" VALUES(X'6A8104F05E884902BCAACB5CDA5DC430',5,28,0);
INSERT INTO "ref" VALUES(X'6A8104F05E884902BCAACB5CDA5DC430',5,29,0);
INSERT INTO "ref" VALUES(X'6A8104F05E884902BCAACB5CDA5DC430',5,31,3);
INSERT INTO "ref" VALUES(X'6A8104F05E884902BCAACB5CDA5DC430',5,32,3);
INSERT INTO "ref" VALUES(X'6A8104F05E884902BCAACB5CDA5DC430',5,34,3);
INSERT INTO "ref" VALUES(X'7BF703DF8B62453689A9B6BAF40BCAA4',5,26,0);
INSERT INTO "ref" VALUES(X'7BF703DF8B62453689A9B6BAF40BCAA4',5,26,3);
INSERT INTO "ref" VALUES(X'7BF703DF8B62453689A9B6BAF40BCAA4',5,27,0);
INSERT INTO "ref" VALUES(X'7BF703DF8B62453689A9B6BAF40BCAA4',5,27,3);
INSERT INTO "ref" VALUES(X'7BF703DF8B62453689A9B6BAF40BCAA4',5,28,0);
INSERT INTO "ref" VALUES(X'7BF703DF8B62453689A9B6BAF40BCAA4',5,28,3);
INSERT INTO "ref" VALUES(X'7BF703DF8B62453689A9B6BAF40BCAA4',5,29,0);
INSERT INTO "ref" VALUES(X'7BF703DF8B62453689A9B6BAF40BCAA4',5,29,3);
INSERT INTO "ref" VALUES(X'7EB5333ED86C40C6A6A6A20DCCE034FF',13,31,4);
INSERT INTO "ref" VALUES(X'7EB5333ED86C40C6A6A6A20DCCE034FF',13,32,4);
INSERT INTO "ref" VALUES(X'D75EECEDA40E4AB4B082951C78F41B1C',200,30,0);
INSERT INTO "ref" VALUES(X'D75EECEDA40E4AB4B082951C78F41B1C',200,30,4);
INSERT INTO "ref" VALUES(X'D75EECEDA40E4AB4B082951C78F41B1C',200,33,0);
INSERT INTO "ref" VALUES(X'F663ED753A41486AAC3EF0E4369FB1ED',201,34,4);
CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
INSERT INTO "setting" VALUES('network-4/24','4/24');
INSERT INTO "setting" VALUES('store.added_top','1795471264021801');
INSERT INTO "setting" VALUES('store.id','9549ba3d-a389-487f-92b0-cfedc054141f');
INSERT INTO "setting" VALUES('store.version_top','41');
CREATE TABLE status (
  id BLOB PRIMARY KEY,                     -- uuid
  community_no INTEGER NOT NULL,
  account_no INTEGER NOT NULL,             -- who put them in; 0: the operator at the machine
  made INTEGER NOT NULL,
  json TEXT NOT NULL
);
INSERT INTO "status" VALUES(X'9E3D0426A32246B4BF181D46413EEBB4',2,2,1795435102236509,'{"id":"9e3d0426-a322-46b4-bf18-1d46413eebb4","status":"complete","request_timestamp":"2026-11-23T11:58:22.175586Z","total_count":10,"success_count":10,"successes":[{"id":"indicator--00000000-0000-4000-8000-000000000001","version":"2024-05-01T00:00:00.000Z"},{"id":"indicator--00000000-0000-4000-8000-000000000001","version":"2024-06-01T00:00:00.000Z"},{"id":"indicator--00000000-0000-4000-8000-000000000002","version":"2024-05-01T00:00:00.000Z"},{"id":"indicator--00000000-0000-4000-8000-000000000003","version":"2024-05-01T00:00:00.000Z"},{"id":"malware--00000000-0000-4000-8000-000000000004","version":"2024-01-01T00:00:00.000Z"},{"id":"relationship--00000000-0000-4000-8000-000000000005","version":"2024-01-01T00:00:00.000Z"},{"id":"sighting--00000000-0000-4000-8000-000000000006","version":"2024-01-01T00:00:00.000Z"},{"id":"domain-name--00000000-0000-4000-8000-000000000007","version":"2026-11-23T11:58:22.232397Z"},{"id":"x-thing--00000000-0000-4000-8000-000000000008","version":"2024-01-01T00:00:00.000Z"},{"id":"campaign--00000000-0000-4000-8000-000000000009","version":"2019-01-01T00:00:00.000Z"}],"failure_count":0,"pending_count":0}');
INSERT INTO "status" VALUES(X'554094D68BAD4ED0AE07CB3367EABE31',2,3,1795435102508499,'{"id":"554094d6-8bad-4ed0-ae07-cb3367eabe31","status":"complete","request_timestamp":"2026-11-23T11:58:22.497653Z","total_count":2,"success_count":2,"successes":[{"id":"indicator--00000000-0000-4000-8000-000000000010","version":"2024-05-01T00:00:00.000Z"},{"id":"indicator--00000000-0000-4000-8000-000000000011","version":"2024-05-01T00:00:00.000Z"}],"failure_count":0,"pending_count":0}');
INSERT INTO "status" VALUES(X'0E6AABB32ACE48ECB1F06B451AD44AC8',2,2,1795435102511193,'{"id":"0e6aabb3-2ace-48ec-b1f0-6b451ad44ac8","status":"complete","request_timestamp":"2026-11-23T11:58:22.510018Z","total_count":2,"success_count":2,"successes":[{"id":"indicator--00000000-0000-4000-8000-000000000012","version":"2024-05-01T00:00:00.000Z"},{"id":"indicator--00000000-0000-4000-8000-000000000001","version":"2024-05-01T00:00:00.000Z"}],"failure_count":0,"pending_count":0}');
INSERT INTO "status" VALUES(X'208E1EB239FD4CF284A9DC20B1B3E584',2,2,1795435102517348,'{"id":"208e1eb2-39fd-4cf2-84a9-dc20b1b3e584","status":"complete","request_timestamp":"2026-11-23T11:58:22.512221Z","total_count":12,"success_count":12,"successes":[{"id":"indicator--00000000-0000-4000-8000-000000000020","version":"2024-05-01T00:00:00.000Z"},{"id":"indicator--00000000-0000-4000-8000-000000000021","version":"2024-05-01T00:00:00.000Z"},{"id":"indicator--00000000-0000-4000-8000-000000000022","version":"2024-05-01T00:00:00.000Z"},{"id":"indicator--00000000-0000-4000-8000-000000000023","version":"2024-05-01T00:00:00.000Z"},{"id":"indicator--00000000-0000-4000-8000-000000000024","version":"2024-05-01T00:00:00.000Z"},{"id":"indicator--00000000-0000-4000-8000-000000000025","version":"2024-05-01T00:00:00.000Z"},{"id":"indicator--00000000-0000-4000-8000-000000000026","version":"2024-05-01T00:00:00.000Z"},{"id":"indicator--00000000-0000-4000-8000-000000000027","version":"2024-05-01T00:00:00.000Z"},{"id":"indicator--00000000-0000-4000-8000-000000000028","version":"2024-05-01T00:00:00.000Z"},{"id":"indicator--00000000-0000-4000-8000-000000000029","version":"2024-05-01T00:00:00.000Z"},{"id":"indicator--00000000-0000-4000-8000-000000000030","version":"2024-05-01T00:00:00.000Z"},{"id":"indicator--00000000-0000-4000-8000-000000000031","version":"2024-05-01T00:00:00.000Z"}],"failure_count":0,"pending_count":0}');
INSERT INTO "status" VALUES(X'6A363538F651499AB28069BE0CB7D93D',2,2,1795435102560162,'{"id":"6a363538-f651-499a-b280-69be0cb7d93d","status":"complete","request_timestamp":"2026-11-23T11:58:22.555074Z","total_count":2,"success_count":2,"successes":[{"id":"indicator--00000000-0000-4000-8000-000000000032","version":"2024-05-01T00:00:00.000Z"},{"id":"indicator--00000000-0000-4000-8000-000000000033","version":"2024-05-01T00:00:00.000Z"}],"failure_count":0,"pending_count":0}');
INSERT INTO "status" VALUES(X'6735B1ECCD8640EBA750CD9943EE3E71',2,2,1795471263768906,'{"id":"6735b1ec-cd86-40eb-a750-cd9943ee3e71","status":"complete","request_timestamp":"2026-11-23T22:01:03.751025Z","total_count":1,"success_count":1,"successes":[{"id":"tool--00000000-0000-4000-8000-000000000043","version":"2024-05-01T00:00:00.000Z"}],"failure_count":0,"pending_count":0}');
INSERT INTO "status" VALUES(X'226D723A8DD6413D917FD7E1BE1D3A11',2,2,1795471264025068,'{"id":"226d723a-8dd6-413d-917f-d7e1be1d3a11","status":"complete","request_timestamp":"2026-11-23T22:01:04.020919Z","total_count":1,"success_count":1,"successes":[{"id":"tool--00000000-0000-4000-8000-000000000044","version":"2024-05-01T00:00:00.000Z"}],"failure_count":0,"pending_count":0}');
CREATE TABLE tally (
  class_no INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  ends INTEGER NOT NULL,                   -- 1: rows with ends, which not everybody may see
  day INTEGER NOT NULL,                    -- days since 1970-01-01
  latest INTEGER NOT NULL,
  total INTEGER NOT NULL,
  PRIMARY KEY (class_no, kind, ends, day)
) WITHOUT ROWID;
INSERT INTO "tally" VALUES(1,2,0,20780,1,1);
INSERT INTO "tally" VALUES(1,7,0,20780,2,2);
INSERT INTO "tally" VALUES(1,11,0,20780,1,1);
INSERT INTO "tally" VALUES(1,13,0,20780,2,2);
INSERT INTO "tally" VALUES(1,18,0,20780,1,1);
INSERT INTO "tally" VALUES(1,50,1,20780,1,1);
INSERT INTO "tally" VALUES(1,51,1,20780,1,1);
INSERT INTO "tally" VALUES(1,63,0,20780,1,1);
INSERT INTO "tally" VALUES(1,200,0,20780,1,4);
INSERT INTO "tally" VALUES(1,201,0,20780,1,1);
INSERT INTO "tally" VALUES(1,1000,0,20780,1,1);
INSERT INTO "tally" VALUES(2,7,0,20780,1,1);
INSERT INTO "tally" VALUES(4,7,0,20780,1,1);
INSERT INTO "tally" VALUES(5,7,0,20780,12,12);
INSERT INTO "tally" VALUES(7,18,0,20780,1,1);
CREATE TABLE token (
  digest BLOB PRIMARY KEY,                 -- SHA-256 of the token, which is never stored
  account_no INTEGER NOT NULL REFERENCES account (no),
  label TEXT NOT NULL,
  created INTEGER NOT NULL,
  expires INTEGER NOT NULL DEFAULT 0,      -- 0: never
  is_session INTEGER NOT NULL DEFAULT 0    -- a browser's session rather than a token of the person's
) WITHOUT ROWID;
INSERT INTO "token" VALUES(X'02218461C6EE340E8F6B292DB3B3102B9E6EBDD81C2E3D786F4D16F6C8357181',2,'sensor',1795435102553902,0,0);
INSERT INTO "token" VALUES(X'1747BC5C624DB68FCF2954C14832ABC597748DDFC20746AF46F0DEA4876E61EC',1,'first',1795435101196071,0,0);
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
INSERT INTO "version" VALUES(1,7,X'00000000000040008000000000000001',1714521600000000,21,0,'{"type":"indicator","spec_version":"2.1","id":"indicator--00000000-0000-4000-8000-000000000001","created":"2024-01-01T00:00:00.000Z","modified":"2024-05-01T00:00:00.000Z","name":"kept name","pattern":"[domain-name:value = ''evil.example'']","pattern_type":"stix","valid_from":"2024-01-01T00:00:00Z"}',X'01000000055D20507E3537415F',NULL);
INSERT INTO "version" VALUES(2,7,X'00000000000040008000000000000001',1717200000000000,21,0,'{"type":"indicator","spec_version":"2.1","id":"indicator--00000000-0000-4000-8000-000000000001","created":"2024-01-01T00:00:00.000Z","modified":"2024-06-01T00:00:00.000Z","name":"newer name","pattern":"[domain-name:value = ''evil.example'']","pattern_type":"stix","valid_from":"2024-01-01T00:00:00Z"}',X'01000000055D20507E3537415F',NULL);
INSERT INTO "version" VALUES(3,7,X'00000000000040008000000000000002',1714521600000000,21,0,'{"type":"indicator","spec_version":"2.1","id":"indicator--00000000-0000-4000-8000-000000000002","created":"2024-01-01T00:00:00.000Z","modified":"2024-05-01T00:00:00.000Z","name":"a network","pattern":"[ipv4-addr:value = ''192.0.2.0/24'']","pattern_type":"stix","valid_from":"2024-01-01T00:00:00Z"}',X'01000000039042A245552E3FC4',NULL);
INSERT INTO "version" VALUES(4,7,X'00000000000040008000000000000003',1714521600000000,21,1,'{"type":"indicator","spec_version":"2.1","id":"indicator--00000000-0000-4000-8000-000000000003","created":"2024-01-01T00:00:00.000Z","modified":"2024-05-01T00:00:00.000Z","name":"\u75c5\u9662\u3092\u9a19\u308b","pattern":"[url:value = ''http://evil.example/a'']","pattern_type":"stix","valid_from":"2024-01-01T00:00:00Z","revoked":true}',X'0100000006125D54058CFC6744',NULL);
INSERT INTO "version" VALUES(5,11,X'00000000000040008000000000000004',1704067200000000,21,0,'{"type":"malware","spec_version":"2.1","id":"malware--00000000-0000-4000-8000-000000000004","created":"2024-01-01T00:00:00.000Z","modified":"2024-01-01T00:00:00.000Z","name":"Bedlock","is_family":true}',NULL,NULL);
INSERT INTO "version" VALUES(6,50,X'00000000000040008000000000000005',1704067200000000,21,0,'{"type":"relationship","spec_version":"2.1","id":"relationship--00000000-0000-4000-8000-000000000005","created":"2024-01-01T00:00:00.000Z","modified":"2024-01-01T00:00:00.000Z","relationship_type":"indicates","source_ref":"indicator--00000000-0000-4000-8000-000000000001","target_ref":"malware--00000000-0000-4000-8000-000000000004"}',X'00000000010700000000000000000040008000000000000001020B00000000000000000040008000000000000004',NULL);
INSERT INTO "version" VALUES(7,51,X'00000000000040008000000000000006',1704067200000000,21,0,'{"type":"sighting","spec_version":"2.1","id":"sighting--00000000-0000-4000-8000-000000000006","created":"2024-01-01T00:00:00.000Z","modified":"2024-01-01T00:00:00.000Z","sighting_of_ref":"indicator--00000000-0000-4000-8000-000000000001","count":3}',X'00000000010700000000000000000040008000000000000001',NULL);
INSERT INTO "version" VALUES(8,63,X'00000000000040008000000000000007',1795435102232397,21,0,'{"type":"domain-name","spec_version":"2.1","id":"domain-name--00000000-0000-4000-8000-000000000007","value":"www.evil.example"}',X'0100000005A90156F2DE17F51F',NULL);
INSERT INTO "version" VALUES(9,1000,X'00000000000040008000000000000008',1704067200000000,21,0,'{"type":"x-thing","spec_version":"2.1","id":"x-thing--00000000-0000-4000-8000-000000000008","created":"2024-01-01T00:00:00.000Z","modified":"2024-01-01T00:00:00.000Z","name":"of a kind of its own"}',NULL,NULL);
INSERT INTO "version" VALUES(10,2,X'00000000000040008000000000000009',1546300800000000,20,0,'{"type":"campaign","id":"campaign--00000000-0000-4000-8000-000000000009","created":"2019-01-01T00:00:00.000Z","modified":"2019-01-01T00:00:00.000Z","name":"of STIX 2.0"}',NULL,NULL);
INSERT INTO "version" VALUES(11,7,X'00000000000040008000000000000010',1714521600000000,21,0,'{"type":"indicator","spec_version":"2.1","id":"indicator--00000000-0000-4000-8000-000000000010","created":"2024-01-01T00:00:00.000Z","modified":"2024-05-01T00:00:00.000Z","name":"said by bob","pattern":"[domain-name:value = ''example.com'']","pattern_type":"stix","valid_from":"2024-01-01T00:00:00Z","object_marking_refs":["marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003"]}',X'01000000050060D60A09B13E41',NULL);
INSERT INTO "version" VALUES(12,7,X'00000000000040008000000000000011',1714521600000000,21,0,'{"type":"indicator","spec_version":"2.1","id":"indicator--00000000-0000-4000-8000-000000000011","created":"2024-01-01T00:00:00.000Z","modified":"2024-05-01T00:00:00.000Z","name":"for few","pattern":"[domain-name:value = ''example.com'']","pattern_type":"stix","valid_from":"2024-01-01T00:00:00Z","object_marking_refs":["marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1"]}',X'01000000050060D60A09B13E41',NULL);
INSERT INTO "version" VALUES(13,7,X'00000000000040008000000000000012',1714521600000000,21,0,'{"type":"indicator","spec_version":"2.1","id":"indicator--00000000-0000-4000-8000-000000000012","created":"2024-01-01T00:00:00.000Z","modified":"2024-05-01T00:00:00.000Z","name":"closed name","pattern":"[domain-name:value = ''example.com'']","pattern_type":"stix","valid_from":"2024-01-01T00:00:00Z"}',X'01000000050060D60A09B13E41',NULL);
INSERT INTO "version" VALUES(14,7,X'00000000000040008000000000000020',1714521600000000,21,0,'{"type":"indicator","spec_version":"2.1","id":"indicator--00000000-0000-4000-8000-000000000020","created":"2024-01-01T00:00:00.000Z","modified":"2024-05-01T00:00:00.000Z","name":"open 20","pattern":"[domain-name:value = ''n20.example'']","pattern_type":"stix","valid_from":"2024-01-01T00:00:00Z"}',X'0100000005B7B4EFBCF6852C0E',NULL);
INSERT INTO "version" VALUES(15,7,X'00000000000040008000000000000021',1714521600000000,21,0,'{"type":"indicator","spec_version":"2.1","id":"indicator--00000000-0000-4000-8000-000000000021","created":"2024-01-01T00:00:00.000Z","modified":"2024-05-01T00:00:00.000Z","name":"open 21","pattern":"[domain-name:value = ''n21.example'']","pattern_type":"stix","valid_from":"2024-01-01T00:00:00Z"}',X'0100000005DE846E2E34B64DE6',NULL);
INSERT INTO "version" VALUES(16,7,X'00000000000040008000000000000022',1714521600000000,21,0,'{"type":"indicator","spec_version":"2.1","id":"indicator--00000000-0000-4000-8000-000000000022","created":"2024-01-01T00:00:00.000Z","modified":"2024-05-01T00:00:00.000Z","name":"open 22","pattern":"[domain-name:value = ''n22.example'']","pattern_type":"stix","valid_from":"2024-01-01T00:00:00Z"}',X'0100000005B33F99FDA7608512',NULL);
INSERT INTO "version" VALUES(17,7,X'00000000000040008000000000000023',1714521600000000,21,0,'{"type":"indicator","spec_version":"2.1","id":"indicator--00000000-0000-4000-8000-000000000023","created":"2024-01-01T00:00:00.000Z","modified":"2024-05-01T00:00:00.000Z","name":"open 23","pattern":"[domain-name:value = ''n23.example'']","pattern_type":"stix","valid_from":"2024-01-01T00:00:00Z"}',X'0100000005F2A09B9D841D72B1',NULL);
INSERT INTO "version" VALUES(18,7,X'00000000000040008000000000000024',1714521600000000,21,0,'{"type":"indicator","spec_version":"2.1","id":"indicator--00000000-0000-4000-8000-000000000024","created":"2024-01-01T00:00:00.000Z","modified":"2024-05-01T00:00:00.000Z","name":"open 24","pattern":"[domain-name:value = ''n24.example'']","pattern_type":"stix","valid_from":"2024-01-01T00:00:00Z"}',X'01000000055C8B1597B4DF9E99',NULL);
INSERT INTO "version" VALUES(19,7,X'00000000000040008000000000000025',1714521600000000,21,0,'{"type":"indicator","spec_version":"2.1","id":"indicator--00000000-0000-4000-8000-000000000025","created":"2024-01-01T00:00:00.000Z","modified":"2024-05-01T00:00:00.000Z","name":"open 25","pattern":"[domain-name:value = ''n25.example'']","pattern_type":"stix","valid_from":"2024-01-01T00:00:00Z"}',X'01000000055FB630E915303D02',NULL);
INSERT INTO "version" VALUES(20,7,X'00000000000040008000000000000026',1714521600000000,21,0,'{"type":"indicator","spec_version":"2.1","id":"indicator--00000000-0000-4000-8000-000000000026","created":"2024-01-01T00:00:00.000Z","modified":"2024-05-01T00:00:00.000Z","name":"open 26","pattern":"[domain-name:value = ''n26.example'']","pattern_type":"stix","valid_from":"2024-01-01T00:00:00Z"}',X'0100000005E6E9AEB993AA5822',NULL);
INSERT INTO "version" VALUES(21,7,X'00000000000040008000000000000027',1714521600000000,21,0,'{"type":"indicator","spec_version":"2.1","id":"indicator--00000000-0000-4000-8000-000000000027","created":"2024-01-01T00:00:00.000Z","modified":"2024-05-01T00:00:00.000Z","name":"open 27","pattern":"[domain-name:value = ''n27.example'']","pattern_type":"stix","valid_from":"2024-01-01T00:00:00Z"}',X'0100000005EA79FB03C31E76A1',NULL);
INSERT INTO "version" VALUES(22,7,X'00000000000040008000000000000028',1714521600000000,21,0,'{"type":"indicator","spec_version":"2.1","id":"indicator--00000000-0000-4000-8000-000000000028","created":"2024-01-01T00:00:00.000Z","modified":"2024-05-01T00:00:00.000Z","name":"open 28","pattern":"[domain-name:value = ''n28.example'']","pattern_type":"stix","valid_from":"2024-01-01T00:00:00Z"}',X'010000000537A79169730A2E71',NULL);
INSERT INTO "version" VALUES(23,7,X'00000000000040008000000000000029',1714521600000000,21,0,'{"type":"indicator","spec_version":"2.1","id":"indicator--00000000-0000-4000-8000-000000000029","created":"2024-01-01T00:00:00.000Z","modified":"2024-05-01T00:00:00.000Z","name":"open 29","pattern":"[domain-name:value = ''n29.example'']","pattern_type":"stix","valid_from":"2024-01-01T00:00:00Z"}',X'0100000005AA492EA5AAC56ECB',NULL);
INSERT INTO "version" VALUES(24,7,X'00000000000040008000000000000030',1714521600000000,21,0,'{"type":"indicator","spec_version":"2.1","id":"indicator--00000000-0000-4000-8000-000000000030","created":"2024-01-01T00:00:00.000Z","modified":"2024-05-01T00:00:00.000Z","name":"open 30","pattern":"[domain-name:value = ''n30.example'']","pattern_type":"stix","valid_from":"2024-01-01T00:00:00Z"}',X'01000000055BB6D395BCAFD684',NULL);
INSERT INTO "version" VALUES(25,7,X'00000000000040008000000000000031',1714521600000000,21,0,'{"type":"indicator","spec_version":"2.1","id":"indicator--00000000-0000-4000-8000-000000000031","created":"2024-01-01T00:00:00.000Z","modified":"2024-05-01T00:00:00.000Z","name":"open 31","pattern":"[domain-name:value = ''n31.example'']","pattern_type":"stix","valid_from":"2024-01-01T00:00:00Z"}',X'0100000005F6B14884D8A4452C',NULL);
INSERT INTO "version" VALUES(26,200,X'D75EECEDA40E4AB4B082951C78F41B1C',1795435102518000,21,0,'{"type":"dialogue","spec_version":"2.1","id":"dialogue--d75eeced-a40e-4ab4-b082-951c78f41b1c","created_by_ref":"identity--7bf703df-8b62-4536-89a9-b6baf40bcaa4","created":"2026-11-23T11:58:22.518Z","modified":"2026-11-23T11:58:22.518Z","name":"An older meeting","purpose":"to be there afterwards","start":"2024-05-01T00:00:00.000Z","time_zones":["Asia/Tokyo","America/New_York"],"organiser_refs":["identity--7bf703df-8b62-4536-89a9-b6baf40bcaa4"],"moderator_refs":["identity--6a8104f0-5e88-4902-bcaa-cb5cda5dc430"],"extensions":{"extension-definition--5a2c1f0e-7d0b-4b39-9d0e-3f1f6b0a6c02":{"extension_type":"new-sdo"}},"object_marking_refs":["marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb"]}',X'0000000003050000007BF703DF8B62453689A9B6BAF40BCAA400050000007BF703DF8B62453689A9B6BAF40BCAA400050000006A8104F05E884902BCAACB5CDA5DC430',NULL);
INSERT INTO "version" VALUES(27,200,X'D75EECEDA40E4AB4B082951C78F41B1C',1795435102521000,21,0,'{"type":"dialogue","spec_version":"2.1","id":"dialogue--d75eeced-a40e-4ab4-b082-951c78f41b1c","created_by_ref":"identity--7bf703df-8b62-4536-89a9-b6baf40bcaa4","created":"2026-11-23T11:58:22.518Z","modified":"2026-11-23T11:58:22.521Z","name":"An older meeting","purpose":"to be there afterwards","start":"2024-05-01T00:00:00.000Z","time_zones":["Asia/Tokyo","America/New_York"],"organiser_refs":["identity--7bf703df-8b62-4536-89a9-b6baf40bcaa4"],"moderator_refs":["identity--6a8104f0-5e88-4902-bcaa-cb5cda5dc430"],"extensions":{"extension-definition--5a2c1f0e-7d0b-4b39-9d0e-3f1f6b0a6c02":{"extension_type":"new-sdo"}},"object_marking_refs":["marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb"],"agenda":[{"id":"opening-5jrxy","kind":"opening","title":"Welcome","minutes":30}]}',X'0000000003050000007BF703DF8B62453689A9B6BAF40BCAA400050000007BF703DF8B62453689A9B6BAF40BCAA400050000006A8104F05E884902BCAACB5CDA5DC430',NULL);
INSERT INTO "version" VALUES(28,200,X'D75EECEDA40E4AB4B082951C78F41B1C',1795435102528000,21,0,'{"type":"dialogue","spec_version":"2.1","id":"dialogue--d75eeced-a40e-4ab4-b082-951c78f41b1c","created_by_ref":"identity--7bf703df-8b62-4536-89a9-b6baf40bcaa4","created":"2026-11-23T11:58:22.518Z","modified":"2026-11-23T11:58:22.528Z","name":"An older meeting","purpose":"to be there afterwards","start":"2024-05-01T00:00:00.000Z","time_zones":["Asia/Tokyo","America/New_York"],"organiser_refs":["identity--7bf703df-8b62-4536-89a9-b6baf40bcaa4"],"moderator_refs":["identity--6a8104f0-5e88-4902-bcaa-cb5cda5dc430"],"extensions":{"extension-definition--5a2c1f0e-7d0b-4b39-9d0e-3f1f6b0a6c02":{"extension_type":"new-sdo"}},"object_marking_refs":["marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb"],"agenda":[{"id":"opening-5jrxy","kind":"opening","title":"Welcome","minutes":30},{"id":"panel-td6bh","kind":"panel","title":"Capacity","minutes":30}]}',X'0000000003050000007BF703DF8B62453689A9B6BAF40BCAA400050000007BF703DF8B62453689A9B6BAF40BCAA400050000006A8104F05E884902BCAACB5CDA5DC430',NULL);
INSERT INTO "version" VALUES(29,200,X'D75EECEDA40E4AB4B082951C78F41B1C',1795435102536000,21,0,'{"type":"dialogue","spec_version":"2.1","id":"dialogue--d75eeced-a40e-4ab4-b082-951c78f41b1c","created_by_ref":"identity--7bf703df-8b62-4536-89a9-b6baf40bcaa4","created":"2026-11-23T11:58:22.518Z","modified":"2026-11-23T11:58:22.536Z","name":"An older meeting","purpose":"to be there afterwards","start":"2024-05-01T00:00:00.000Z","time_zones":["Asia/Tokyo","America/New_York"],"organiser_refs":["identity--7bf703df-8b62-4536-89a9-b6baf40bcaa4"],"moderator_refs":["identity--6a8104f0-5e88-4902-bcaa-cb5cda5dc430"],"extensions":{"extension-definition--5a2c1f0e-7d0b-4b39-9d0e-3f1f6b0a6c02":{"extension_type":"new-sdo"}},"object_marking_refs":["marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb"],"agenda":[{"id":"opening-5jrxy","kind":"opening","title":"Welcome","minutes":30},{"id":"panel-td6bh","kind":"panel","title":"Capacity","minutes":30},{"id":"closing-7b2b7","kind":"closing","title":"Farewell","minutes":30}]}',X'0000000003050000007BF703DF8B62453689A9B6BAF40BCAA400050000007BF703DF8B62453689A9B6BAF40BCAA400050000006A8104F05E884902BCAACB5CDA5DC430',NULL);
INSERT INTO "version" VALUES(30,13,X'7EB5333ED86C40C6A6A6A20DCCE034FF',1795435102541000,21,0,'{"type":"note","spec_version":"2.1","id":"note--7eb5333e-d86c-40c6-a6a6-a20dcce034ff","created_by_ref":"identity--2894a750-5021-46a5-9e83-6558178a8f57","created":"2026-11-23T11:58:22.541Z","modified":"2026-11-23T11:58:22.541Z","content":"What stays?","object_refs":["dialogue--d75eeced-a40e-4ab4-b082-951c78f41b1c"],"lang":"en","extensions":{"extension-definition--5a2c1f0e-7d0b-4b39-9d0e-3f1f6b0a6c03":{"extension_type":"property-extension","dialogue_ref":"dialogue--d75eeced-a40e-4ab4-b082-951c78f41b1c","anonymous":false}},"object_marking_refs":["marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb"]}',X'0000000003050000002894A750502146A59E836558178A8F5704C8000000D75EECEDA40E4AB4B082951C78F41B1C00C8000000D75EECEDA40E4AB4B082951C78F41B1C',NULL);
INSERT INTO "version" VALUES(31,15,X'9EFA9DCAE30F5E49B71F49A9142CB1E0',1795435102543000,21,0,'{"type":"opinion","spec_version":"2.1","id":"opinion--9efa9dca-e30f-5e49-b71f-49a9142cb1e0","created_by_ref":"identity--6a8104f0-5e88-4902-bcaa-cb5cda5dc430","created":"2026-11-23T11:58:22.543Z","modified":"2026-11-23T11:58:22.543Z","opinion":"agree","object_refs":["note--7eb5333e-d86c-40c6-a6a6-a20dcce034ff"],"extensions":{"extension-definition--5a2c1f0e-7d0b-4b39-9d0e-3f1f6b0a6c05":{"extension_type":"property-extension"}},"object_marking_refs":["marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb"]}',X'0000000003050000006A8104F05E884902BCAACB5CDA5DC430040D0000007EB5333ED86C40C6A6A6A20DCCE034FF',NULL);
INSERT INTO "version" VALUES(32,13,X'CCF99EAB89155FA78FE0A69408D2F910',1795435102549000,21,0,'{"type":"note","spec_version":"2.1","id":"note--ccf99eab-8915-5fa7-8fe0-a69408d2f910","created_by_ref":"identity--6a8104f0-5e88-4902-bcaa-cb5cda5dc430","created":"2026-11-23T11:58:22.549Z","modified":"2026-11-23T11:58:22.549Z","content":"Everything.","object_refs":["note--7eb5333e-d86c-40c6-a6a6-a20dcce034ff"],"extensions":{"extension-definition--5a2c1f0e-7d0b-4b39-9d0e-3f1f6b0a6c04":{"extension_type":"property-extension","state":"answered"}},"object_marking_refs":["marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb"]}',X'0000000003050000006A8104F05E884902BCAACB5CDA5DC430040D0000007EB5333ED86C40C6A6A6A20DCCE034FF',NULL);
INSERT INTO "version" VALUES(33,201,X'F663ED753A41486AAC3EF0E4369FB1ED',1795435102551000,21,0,'{"type":"key-issue","spec_version":"2.1","id":"key-issue--f663ed75-3a41-486a-ac3e-f0e4369fb1ed","created_by_ref":"identity--2894a750-5021-46a5-9e83-6558178a8f57","created":"2026-11-23T11:58:22.551Z","modified":"2026-11-23T11:58:22.551Z","name":"Trust","description":"between releases","dialogue_ref":"dialogue--d75eeced-a40e-4ab4-b082-951c78f41b1c","lang":"en","extensions":{"extension-definition--5a2c1f0e-7d0b-4b39-9d0e-3f1f6b0a6c06":{"extension_type":"new-sdo"}},"object_marking_refs":["marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb"]}',X'0000000003050000002894A750502146A59E836558178A8F5700C8000000D75EECEDA40E4AB4B082951C78F41B1C',NULL);
INSERT INTO "version" VALUES(34,15,X'C6130CE506F95394B86E9C3FD772BC2B',1795435102552000,21,0,'{"type":"opinion","spec_version":"2.1","id":"opinion--c6130ce5-06f9-5394-b86e-9c3fd772bc2b","created_by_ref":"identity--6a8104f0-5e88-4902-bcaa-cb5cda5dc430","created":"2026-11-23T11:58:22.552Z","modified":"2026-11-23T11:58:22.552Z","opinion":"agree","object_refs":["key-issue--f663ed75-3a41-486a-ac3e-f0e4369fb1ed"],"extensions":{"extension-definition--5a2c1f0e-7d0b-4b39-9d0e-3f1f6b0a6c05":{"extension_type":"property-extension"}},"object_marking_refs":["marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb"]}',X'0000000003050000006A8104F05E884902BCAACB5CDA5DC43004C9000000F663ED753A41486AAC3EF0E4369FB1ED',NULL);
INSERT INTO "version" VALUES(37,18,X'00000000000040008000000000000041',1714521600000000,21,0,'{"type":"tool","spec_version":"2.1","id":"tool--00000000-0000-4000-8000-000000000041","created":"2024-05-01T00:00:00.000Z","modified":"2024-05-01T00:00:00.000Z","name":"Keyhole","description":"of few","object_marking_refs":["marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb"],"granular_markings":[{"marking_ref":"marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1","selectors":["description"]}]}',NULL,NULL);
INSERT INTO "version" VALUES(38,18,X'00000000000040008000000000000042',1714521600000000,21,0,'{"type":"tool","spec_version":"2.1","id":"tool--00000000-0000-4000-8000-000000000042","created":"2024-05-01T00:00:00.000Z","modified":"2024-05-01T00:00:00.000Z","name":"Breaks a rule","aliases":[]}',NULL,'{"findings":[{"rule":"list","section":"2.12","path":"aliases","sentence":"a list that is not empty is expected"}],"left_out":0}');
INSERT INTO "version" VALUES(40,18,X'00000000000040008000000000000043',1714521600000000,21,0,'{"type":"tool","spec_version":"2.1","id":"tool--00000000-0000-4000-8000-000000000043","created":"2024-05-01T00:00:00.000Z","modified":"2024-05-01T00:00:00.000Z","name":"Keyhole","description":"of few","object_marking_refs":["marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb"],"granular_markings":[{"marking_ref":"marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1","selectors":["description"]}]}',NULL,NULL);
CREATE TABLE version_key (
  id BLOB NOT NULL,                        -- uuid
  kind INTEGER NOT NULL,
  stamp INTEGER NOT NULL,                  -- modified, else created, else arrival
  spec INTEGER NOT NULL,                   -- 20, 21
  version_no INTEGER NOT NULL,
  PRIMARY KEY (id, kind, stamp, spec)
) WITHOUT ROWID;
INSERT INTO "version_key" VALUES(X'00000000000040008000000000000001',7,1714521600000000,21,1);
INSERT INTO "version_key" VALUES(X'00000000000040008000000000000001',7,1717200000000000,21,2);
INSERT INTO "version_key" VALUES(X'00000000000040008000000000000002',7,1714521600000000,21,3);
INSERT INTO "version_key" VALUES(X'00000000000040008000000000000003',7,1714521600000000,21,4);
INSERT INTO "version_key" VALUES(X'00000000000040008000000000000004',11,1704067200000000,21,5);
INSERT INTO "version_key" VALUES(X'00000000000040008000000000000005',50,1704067200000000,21,6);
INSERT INTO "version_key" VALUES(X'00000000000040008000000000000006',51,1704067200000000,21,7);
INSERT INTO "version_key" VALUES(X'00000000000040008000000000000007',63,1795435102232397,21,8);
INSERT INTO "version_key" VALUES(X'00000000000040008000000000000008',1000,1704067200000000,21,9);
INSERT INTO "version_key" VALUES(X'00000000000040008000000000000009',2,1546300800000000,20,10);
INSERT INTO "version_key" VALUES(X'00000000000040008000000000000010',7,1714521600000000,21,11);
INSERT INTO "version_key" VALUES(X'00000000000040008000000000000011',7,1714521600000000,21,12);
INSERT INTO "version_key" VALUES(X'00000000000040008000000000000012',7,1714521600000000,21,13);
INSERT INTO "version_key" VALUES(X'00000000000040008000000000000020',7,1714521600000000,21,14);
INSERT INTO "version_key" VALUES(X'00000000000040008000000000000021',7,1714521600000000,21,15);
INSERT INTO "version_key" VALUES(X'00000000000040008000000000000022',7,1714521600000000,21,16);
INSERT INTO "version_key" VALUES(X'00000000000040008000000000000023',7,1714521600000000,21,17);
INSERT INTO "version_key" VALUES(X'00000000000040008000000000000024',7,1714521600000000,21,18);
INSERT INTO "version_key" VALUES(X'00000000000040008000000000000025',7,1714521600000000,21,19);
INSERT INTO "version_key" VALUES(X'00000000000040008000000000000026',7,1714521600000000,21,20);
INSERT INTO "version_key" VALUES(X'00000000000040008000000000000027',7,1714521600000000,21,21);
INSERT INTO "version_key" VALUES(X'00000000000040008000000000000028',7,1714521600000000,21,22);
INSERT INTO "version_key" VALUES(X'00000000000040008000000000000029',7,1714521600000000,21,23);
INSERT INTO "version_key" VALUES(X'00000000000040008000000000000030',7,1714521600000000,21,24);
INSERT INTO "version_key" VALUES(X'00000000000040008000000000000031',7,1714521600000000,21,25);
INSERT INTO "version_key" VALUES(X'00000000000040008000000000000041',18,1714521600000000,21,37);
INSERT INTO "version_key" VALUES(X'00000000000040008000000000000042',18,1714521600000000,21,38);
INSERT INTO "version_key" VALUES(X'00000000000040008000000000000043',18,1714521600000000,21,40);
INSERT INTO "version_key" VALUES(X'7EB5333ED86C40C6A6A6A20DCCE034FF',13,1795435102541000,21,30);
INSERT INTO "version_key" VALUES(X'9EFA9DCAE30F5E49B71F49A9142CB1E0',15,1795435102543000,21,31);
INSERT INTO "version_key" VALUES(X'C6130CE506F95394B86E9C3FD772BC2B',15,1795435102552000,21,34);
INSERT INTO "version_key" VALUES(X'CCF99EAB89155FA78FE0A69408D2F910',13,1795435102549000,21,32);
INSERT INTO "version_key" VALUES(X'D75EECEDA40E4AB4B082951C78F41B1C',200,1795435102518000,21,26);
INSERT INTO "version_key" VALUES(X'D75EECEDA40E4AB4B082951C78F41B1C',200,1795435102521000,21,27);
INSERT INTO "version_key" VALUES(X'D75EECEDA40E4AB4B082951C78F41B1C',200,1795435102528000,21,28);
INSERT INTO "version_key" VALUES(X'D75EECEDA40E4AB4B082951C78F41B1C',200,1795435102536000,21,29);
INSERT INTO "version_key" VALUES(X'F663ED753A41486AAC3EF0E4369FB1ED',201,1795435102551000,21,33);
CREATE INDEX token_account ON token (account_no);
CREATE INDEX member_class ON member (class_no, added);
CREATE INDEX member_version
  ON member (version_no, class_no, collection_no, kind, giver_no, latest, look);
CREATE INDEX member_apart ON member (added) WHERE look & 7 <> 0;
CREATE INDEX member_ends ON member (added) WHERE look & 8 <> 0;
CREATE INDEX status_made ON status (made);
COMMIT;
